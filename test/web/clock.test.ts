import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serverNowMs, tellServerDate } from '../../src/web/clock.ts';

const NOW = Date.parse('2026-05-28T12:00:00Z');
beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

it.each([
  ['Thu, 28 May 2026 13:30:00 GMT', 90 * 60_000],
  ['Wed, 27 May 2026 12:00:00 GMT', -24 * 3_600_000],
  ['Thu, 28 May 2026 11:59:58 GMT', 0],
])('a server at %s', (date, aheadMs) => {
  tellServerDate(date);
  expect(serverNowMs() - NOW).toBe(aheadMs);
  tellServerDate(null);
  expect(serverNowMs() - NOW).toBe(aheadMs);
});
