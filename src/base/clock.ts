/** ISO 8601 UTC with microseconds and `+00:00`, as the state files and logs spell times. */
export function isoUtc(wallMs: number = Date.now()): string {
  return new Date(wallMs).toISOString().replace('Z', '000+00:00');
}
