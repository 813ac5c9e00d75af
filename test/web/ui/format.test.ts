import { expect, it } from 'vitest';
import { clock, count, rate } from '../../../src/web/ui/format.ts';

it('spells times of today without the day, and midnight as 00', () => {
  const midnight = new Date();
  midnight.setHours(0, 5, 0, 0);
  expect(clock(midnight.toISOString())).toBe('00:05');
  expect(clock(new Date(2024, 4, 28, 18, 6).toISOString())).toBe('28 May 18:06');
  expect([clock(null), count(1204551)]).toEqual(['–', '1,204,551']);
});

it('spells rates with about three digits', () => {
  expect([1342.4, 916, 28.71, 0.271, 0.02].map(rate)).toEqual(['1,342/s', '916/s', '28.7/s', '0.27/s', '1.2/min']);
});
