import { describe, expect, it } from 'vitest';
import type { DemoVerdict } from '../../src/demo/measure.ts';
import { missedLimits } from '../../src/demo/verdict-limits.ts';

function verdict(membraneLeft: number, proteinAfter: number): DemoVerdict {
  const good = { membraneLeft: 0.05, proteinCorrelationBefore: 0.1, proteinCorrelationAfter: 0.11 };
  const all = {
    particles: 9,
    membraneError: 0.2,
    proteinKept: 1,
    ...good,
    membraneLeft,
    proteinCorrelationAfter: proteinAfter,
  };
  return {
    particles: [{ jobId: 'pms', all, classes: [] }],
    averages: { membraneLeft: 0.02 },
    micrographs: { micrographs: 1, ...good },
  };
}

describe('missedLimits', () => {
  it('lets a good result pass', () => {
    expect(missedLimits(verdict(0.1499, 0.0901))).toEqual([]);
  });

  it('names what is left of the membrane, and lost protein', () => {
    expect(missedLimits(verdict(0.16, 0.08))).toEqual([
      "pms: 16.0 % of the membrane's power is left, at most 15.0 % is allowed",
      'pms: the correlation with the true protein is 80.0 % of what it was before, at least 90.0 % is expected',
    ]);
  });

  it('does not take a missing number for a good one', () => {
    expect(missedLimits(verdict(NaN, NaN))).toHaveLength(2);
  });
});
