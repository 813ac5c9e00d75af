import { expect, it } from 'vitest';
import { clock, count } from '../../../src/web/ui/format.ts';

it('spells times of today without the day, and midnight as 00', () => {
  const midnight = new Date();
  midnight.setHours(0, 5, 0, 0);
  expect(clock(midnight.toISOString())).toBe('00:05');
  expect(clock(new Date(2024, 4, 28, 18, 6).toISOString())).toBe('28 May 18:06');
  expect([clock(null), count(1204551)]).toEqual(['–', '1,204,551']);
});
