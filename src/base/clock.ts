/** Time as the program sees it; tests drive it by hand. */
export interface Clock {
  /** Wall clock, milliseconds since 1970: for show only. */
  wallMs(): number;
  /** Monotonic milliseconds: for every duration and order. */
  monotonicMs(): number;
}

export const systemClock: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** ISO 8601 UTC with microseconds and `+00:00`, as the state files and logs spell times. */
export function isoUtc(wallMs: number = Date.now()): string {
  return new Date(wallMs).toISOString().replace('Z', '000+00:00');
}
