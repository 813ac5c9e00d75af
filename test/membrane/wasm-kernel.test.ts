import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { pixelStats } from '../../src/formats/mrc/statistics.ts';
import { sampleCurve } from '../../src/membrane/curve.ts';
import { WasmKernel } from '../../src/membrane/wasm-kernel.ts';
import { curveCases } from '../helpers/random-curves.ts';

function noise(box: number): Float32Array {
  const random = new Random(box);
  return Float32Array.from({ length: box * box }, () => random.normal() - 3);
}

it('samples curves of every kind as curve.ts does, to the last bit', () => {
  const check = fc.property(curveCases, ({ box, points, step }) => {
    const samples = sampleCurve(points, step, box);
    const { count } = samples;
    const hasTangents = samples.nx.subarray(0, count).every((value) => value === value);
    const [own, given] = [1, 2].map(() => new WasmKernel({ box, halfWidthPx: 3 }));
    expect(own!.sampleCurve(points, step)).toBe(hasTangents ? count : 0);
    if (count === 0 || !hasTangents) return;
    expect([own!.prepare(noise(box), null), given!.prepare(noise(box), samples)]).toEqual([true, true]);
    expect(own!.findFactor()).toEqual(given!.findFactor());
    for (const kernel of [own!, given!]) kernel.finish(1, kernel.canvas);
    expect(own!.canvas).toEqual(given!.canvas);
  });
  fc.assert(check, { numRuns: 200 });
});

it('leaves to curve.ts what it has no room for, and what is no curve', () => {
  const kernel = new WasmKernel({ box: 30, halfWidthPx: 3 });
  expect(kernel.sampleCurve(Float64Array.of(5, 5, 10, 8, 20, 9, 25, 5), 2e-6)).toBe(0);
  for (const numbers of [0, 2, 66]) expect(kernel.sampleCurve(new Float64Array(numbers).fill(5), 0.01)).toBe(0);
  expect(kernel.sampleCurve(Float64Array.of(5, 5, 10, 8, 20, 9, 25, 5), 0.01)).toBeGreaterThan(99);
});

it.each([8, 21, 64])('knows the statistics of a finished image of %i pixels, to the last bit', (box) => {
  const kernel = new WasmKernel({ box, halfWidthPx: 3 });
  kernel.canvas.set(noise(box));
  expect(kernel.canvasStatistics()).toEqual(pixelStats(noise(box)));
  for (const place of [0, box, box * box - 1]) {
    kernel.canvas.set(noise(box));
    kernel.canvas[place] = NaN;
    expect(kernel.canvasStatistics()).toBeNull();
  }
});
