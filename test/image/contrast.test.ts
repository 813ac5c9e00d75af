import { expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { greyRange, toGrey } from '../../src/image/contrast.ts';

it('shows noise between about -2.75 and +2.75 standard deviations, at any scale', () => {
  const random = new Random(1);
  const noise = Float32Array.from({ length: 300_000 }, () => 1000 + 50 * random.normal());
  const { black, white } = greyRange(noise);
  expect((black - 1000) / 50).toBeCloseTo(-2.75, 1);
  expect((white - 1000) / 50).toBeCloseTo(2.75, 1);
});

it('is not thrown off by a few hot pixels or by what is no number', () => {
  const ramp = Float32Array.from({ length: 1000 }, (_, i) => i);
  ramp[10] = 1e30;
  ramp[20] = NaN;
  ramp[30] = -Infinity;
  const { black, white } = greyRange(ramp);
  expect(black).toBeLessThan(10);
  expect(white).toBeGreaterThan(990);
  expect(white).toBeLessThan(1000);
});

it('maps black to 0, white to 255, and cuts off beyond', () => {
  expect([...toGrey(Float32Array.of(-9, 1, 2, 3, 99, NaN), { black: 1, white: 3 })]).toEqual([0, 0, 128, 255, 255, 0]);
});

it.each([[[5, 5, 5]], [[NaN, NaN]]])('shows a flat image grey: %o', (values) => {
  const flat = Float32Array.from(values);
  const { black, white } = greyRange(flat);
  expect(white).toBeGreaterThan(black);
  if (values[0] === 5) expect([...toGrey(flat)]).toEqual([128, 128, 128]);
});
