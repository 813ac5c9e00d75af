import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BLOCK_SAMPLES, BorderBlocks, INSIDE, OUTSIDE } from '../../src/membrane/border-blocks.ts';
import { sampleCurve } from '../../src/membrane/curve.ts';
import { curveCases } from '../helpers/random-curves.ts';

it('says of no block what is not so for each of its points', () => {
  const blocks = new BorderBlocks();
  const check = fc.property(curveCases, fc.integer({ min: -60, max: 60 }), ({ points, step, box }, k) => {
    const { count, x, y, nx, ny } = sampleCurve(points, step, box);
    fc.pre(count > 0 && count <= 2000 && nx.subarray(0, count).every(Number.isFinite));
    blocks.clear();
    for (let i = 0; i < count; i++) blocks.add(i, box, x[i], y[i], nx[i], ny[i]);
    for (let i = 0; i < count; i++) {
      const px = x[i] + k * nx[i];
      const py = y[i] + k * ny[i];
      const place = blocks.placeOf(i - (i % BLOCK_SAMPLES), k);
      if (place === INSIDE) expect(px > 0 && px < box - 1 && py > 0 && py < box - 1).toBe(true);
      if (place === OUTSIDE) expect(px < 0 || px > box || py < 0 || py > box).toBe(true);
    }
  });
  fc.assert(check, { numRuns: 300, seed: 6 });
});
