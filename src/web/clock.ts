/** Clocks that differ by less are taken for one: an answer tells whole seconds, and takes a while to come. */
const ALIKE_MS = 3_000;

let serverAheadMs = 0;

/** Takes the server's clock from the `Date` header of an answer just given (never of one kept by the browser). */
export function tellServerDate(header: string | null): void {
  const aheadMs = Date.parse(header ?? '') - Date.now();
  if (Number.isFinite(aheadMs)) serverAheadMs = Math.abs(aheadMs) < ALIKE_MS ? 0 : aheadMs;
}

/** Milliseconds since 1970 by the server's clock, whose times the states of batches hold: a laptop's may be off. */
export function serverNowMs(): number {
  return Date.now() + serverAheadMs;
}
