import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { ParticleJudge } from '../../src/demo/measure-particles.ts';
import { SignalSums } from '../../src/demo/signal-sums.ts';

/** Signals that overlap, as membrane and protein do, and noise. */
function makeSignals(count: number) {
  const random = new Random(5);
  const normals = () => Float32Array.from({ length: count }, () => random.normal());
  const membrane = normals();
  const protein = normals().map((value, i) => 0.6 * value + 0.3 * membrane[i]);
  return { membrane, protein, noise: normals() };
}

describe('SignalSums', () => {
  it('separates overlapping signals by least squares', () => {
    const { membrane, protein, noise } = makeSignals(50_000);
    const sums = new SignalSums();
    membrane.forEach((value, i) => sums.add(value, protein[i], 4 + 0.2 * value + 0.9 * protein[i] + noise[i]));
    expect(sums.shares().membrane).toBeCloseTo(0.2, 1);
    expect(sums.shares().protein).toBeCloseTo(0.9, 1);
    expect(sums.proteinCorrelation()).toBeGreaterThan(0.4);
  });
});

describe('ParticleJudge', () => {
  const { membrane, protein, noise } = makeSignals(10_000);
  const raw = membrane.map((value, i) => value + protein[i] + noise[i]);
  const mask = new Uint8Array(raw.length).fill(1);
  const judge = (subtracted: Float32Array) => {
    const result = new ParticleJudge();
    result.add({ particle: {} as never, raw, subtracted, membrane, protein, mask });
    return result.verdict();
  };

  it('sees a perfect subtraction', () => {
    const verdict = judge(raw.map((value, i) => value - membrane[i]));
    expect(verdict.membraneLeft).toBeCloseTo(0, 6);
    expect(verdict.membraneError).toBeCloseTo(0, 6);
    expect(verdict.proteinKept).toBeCloseTo(1, 6);
  });

  it('sees nothing subtracted, and half of the amplitude subtracted', () => {
    expect(judge(raw)).toMatchObject({ membraneLeft: 1, membraneError: 1, proteinKept: 1 });
    expect(judge(raw.map((value, i) => value - membrane[i] / 2)).membraneLeft).toBeCloseTo(0.25, 6);
  });

  it('sees the protein taken away with the membrane', () => {
    const verdict = judge(raw.map((value, i) => value - membrane[i] - 0.5 * protein[i]));
    expect(verdict.proteinKept).toBeCloseTo(0.5, 1);
    expect(verdict.proteinCorrelationAfter).toBeLessThan(verdict.proteinCorrelationBefore);
    expect(verdict.membraneError).toBeGreaterThan(0.05);
  });
});
