import { describe, expect, it } from 'vitest';
import { CurveCheck } from '../../../src/membrane/analysis/curve-check.ts';
import { drawAverage, shapes } from './synthetic.ts';

const BOX = 128;
const HALF_WIDTH_PX = 13;
const settings = { box: BOX, halfWidthPx: HALF_WIDTH_PX, curvatureThreshold: 0.05, trackSteps: 300 };

function checkOf(shape: string): CurveCheck {
  const { image } = drawAverage(shapes(BOX)[shape], { box: BOX, halfWidthPx: HALF_WIDTH_PX, noise: 0.3 });
  return new CurveCheck(image, settings);
}

describe('the check of a curve', () => {
  it('finds nothing against a curve on the membrane, whoever drew it', () => {
    const { warnings, coveredShare } = checkOf('upright').judge(Float64Array.of(64, 4, 64, 44, 64, 84, 64, 124));
    expect(warnings).toEqual([]);
    expect(coveredShare).toBeGreaterThan(0.95);
  });

  it('says that a curve beside the membrane shows no bilayer and leaves the membrane out', () => {
    const { warnings, coveredShare } = checkOf('upright').judge(Float64Array.of(25, 4, 25, 44, 25, 84, 25, 124));
    expect(warnings[0]).toMatch(/covers 0 % of the membrane/);
    expect(warnings[1]).toMatch(/^100 % of the curve shows no clear bilayer/);
    expect(coveredShare).toBe(0);
  });

  it('says how much of a ring is covered', () => {
    const quarter = Float64Array.of(102, 64, 102, 82, 88, 102, 64, 102);
    const { warnings, coveredShare } = checkOf('vesicle').judge(quarter);
    expect(warnings[0]).toMatch(/^the curve of degree 3 covers \d+ % of the membrane: it is closed/);
    expect(coveredShare).toBeLessThan(0.8);
  });
});
