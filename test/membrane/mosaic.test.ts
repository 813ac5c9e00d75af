import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { Mosaic } from '../../src/membrane/mosaic.ts';
import type { PatchPlace } from '../../src/membrane/mosaic-patch.ts';
import { pixelStats } from '../../src/formats/mrc/statistics.ts';
import { putBack } from '../helpers/put-back.ts';

const SIZE = { columns: 90, rows: 70 };

function noise(count: number, seed: number, mean = 0, deviation = 1): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => mean + deviation * random.normal());
}

/** The definition (algorithms.md 4) for one pixel. */
function expectedAt(x: number, y: number, places: PatchPlace[], particles: Float32Array[], micrograph: Float32Array) {
  let [sum, weights] = [0, 0];
  places.forEach(({ box, xPx, yPx }, index) => {
    const [left, top] = [Math.trunc(xPx) - (box >> 1), Math.trunc(yPx) - (box >> 1)];
    if (x < left || x >= left + box || y < top || y >= top + box) return;
    const patch: number[] = [];
    const crop: number[] = [];
    for (let row = Math.max(0, top); row < Math.min(SIZE.rows, top + box); row++) {
      for (let column = Math.max(0, left); column < Math.min(SIZE.columns, left + box); column++) {
        patch.push(-particles[index][(row - top) * box + column - left]);
        crop.push(micrograph[row * SIZE.columns + column]);
      }
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const std = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    const value = -particles[index][(y - top) * box + x - left];
    const u = -1 + (2 * (x - left)) / (box - 1);
    const v = -1 + (2 * (y - top)) / (box - 1);
    const weight = Math.exp(-(u * u + v * v) / (2 * 0.36));
    const isFlat = Math.max(...patch) === Math.min(...patch);
    sum += weight * (isFlat ? mean(crop) : ((value - mean(patch)) / std(patch)) * std(crop) + mean(crop));
    weights += weight;
  });
  return weights === 0 ? micrograph[y * SIZE.columns + x] : sum / weights;
}

const placeCases = fc.array(
  fc.record({
    name: fc.constant('1@stack.mrc'),
    box: fc.constantFrom(8, 13, 24),
    xPx: fc.double({ min: -3, max: 93, noNaN: true }),
    yPx: fc.double({ min: -3, max: 73, noNaN: true }),
  }),
  { minLength: 1, maxLength: 6 },
);

describe('a mosaic', () => {
  it('is the weighted mean of the rescaled patches, at every place, for every split into stripes and by both kernels', () => {
    fc.assert(
      fc.property(placeCases, fc.integer({ min: 1, max: 80 }), fc.integer(), (places, stripeRows, seed) => {
        const micrograph = noise(SIZE.columns * SIZE.rows, seed, 14, 0.9);
        const particles = places.map(({ box }, i) =>
          i === 3 ? new Float32Array(box * box) : noise(box * box, seed + i),
        );
        const result = putBack(new Mosaic(SIZE, places, { stripeRows }), particles, micrograph);
        const random = new Random(seed);
        for (let i = 0; i < 60; i++) {
          const [x, y] = [random.below(SIZE.columns), random.below(SIZE.rows)];
          const expected = expectedAt(x, y, places, particles, micrograph);
          expect(Math.abs(result[y * SIZE.columns + x] - expected)).toBeLessThan(1e-5);
        }
        const plain = new Mosaic(SIZE, places, { kernel: 'typescript' });
        expect(putBack(plain, particles, micrograph)).toEqual(result);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('covers every row once', () => {
    const mosaic = new Mosaic(SIZE, [], { stripeRows: 32 });
    const rows = Array.from({ length: mosaic.stripeCount }, (_, stripe) => mosaic.rowsOf(stripe));
    expect(rows).toEqual([
      { firstRow: 0, rowCount: 32 },
      { firstRow: 32, rowCount: 32 },
      { firstRow: 64, rowCount: 6 },
    ]);
  });

  it('keeps its scratch memory small for the largest detectors', () => {
    const stripe = new Mosaic({ columns: 11520, rows: 8184 }, []);
    expect((8184 / stripe.stripeCount) * 11520 * 4).toBeLessThan(1e6);
  });

  it('reads only the rows that a stripe needs', () => {
    const place = { name: '1@a', box: 20, xPx: 40, yPx: 5 };
    const mosaic = new Mosaic(SIZE, [place], { stripeRows: 10 });
    const scales = Float64Array.from([1, 0]);
    const asked: number[][] = [];
    for (let stripe = 0; stripe < mosaic.stripeCount; stripe++) {
      const readRows = (index: number, firstRow: number, rowCount: number) => {
        asked.push([index, firstRow, rowCount]);
      };
      mosaic.paint(stripe, readRows, scales);
    }
    expect(asked).toEqual([
      [0, 5, 10],
      [0, 15, 5],
    ]);
  });

  it('refuses a box outside, naming it', () => {
    const place = { name: '7@stack.mrc', box: 20, xPx: 101, yPx: 30 };
    expect(() => new Mosaic(SIZE, [place])).toThrow('7@stack.mrc: its box of 20 px at (101, 30) lies entirely outside');
  });

  it.each(['particle', 'micrograph'])('refuses pixels of the %s that are not finite, naming the item', (which) => {
    const place = { name: '7@stack.mrc', box: 20, xPx: 40, yPx: 30 };
    const particle = noise(400, 1);
    const micrograph = noise(SIZE.columns * SIZE.rows, 2);
    (which === 'particle' ? particle : micrograph)[which === 'particle' ? 17 : 30 * SIZE.columns + 40] = NaN;
    expect(() => putBack(new Mosaic(SIZE, [place]), [particle], micrograph)).toThrow(
      /^7@stack\.mrc: the (subtracted particle|micrograph under it) has pixels/,
    );
  });

  it('knows the statistics of a painted stripe to the last bit, unless pixels are not finite', () => {
    const size = { columns: 1031, rows: 5 };
    const mosaic = new Mosaic(size, [], { stripeRows: 5, kernel: 'wasm' });
    const paint = () => mosaic.paint(0, () => {}, new Float64Array(0));
    const pixels = noise(size.columns * size.rows, 3, 900, 0.1);
    mosaic.canvas(0).set(pixels);
    expect(paint()).toEqual(pixelStats(pixels));
    for (const place of [0, 2000, pixels.length - 1]) {
      mosaic.canvas(0).set(pixels);
      mosaic.canvas(0)[place] = place === 2000 ? Infinity : NaN;
      expect(paint()).toBeNull();
    }
  });

  it('leaves the memory of its thread to another and takes it back', () => {
    const place = { name: '7@stack.mrc', box: 20, xPx: 40, yPx: 30 };
    const particle = noise(400, 1);
    const micrograph = noise(SIZE.columns * SIZE.rows, 2);
    const mosaic = new Mosaic(SIZE, [place]);
    const result = putBack(mosaic, [particle], micrograph);
    putBack(new Mosaic({ columns: 31, rows: 8 }, []), [], noise(31 * 8, 3));
    expect(putBack(mosaic, [particle], micrograph)).toEqual(result);
  });
});
