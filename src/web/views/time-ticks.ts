const STEPS_S = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400];

/** Round local times between two, about one in 110 px. */
export function ticksOf(fromMs: number, toMs: number, widthPx: number): { atMs: number; words: string }[] {
  const wantedMs = ((toMs - fromMs) * 110) / Math.max(1, widthPx);
  const stepMs = 1000 * (STEPS_S.find((step) => 1000 * step >= wantedMs) ?? 86_400 * Math.ceil(wantedMs / 86_400_000));
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const ticks: { atMs: number; words: string }[] = [];
  for (let atMs = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs; atMs <= toMs; atMs += stepMs)
    ticks.push({ atMs, words: timeWords(atMs, stepMs, toMs - fromMs) });
  return ticks;
}

/** Seconds only where they differ; the day where there are several. */
export function timeWords(atMs: number, stepMs: number, spanMs: number): string {
  const at = new Date(atMs);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  if (stepMs >= 86_400_000) return day;
  const seconds = stepMs < 60_000 ? ({ second: '2-digit' } as const) : {};
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...seconds });
  return spanMs > 86_400_000 ? `${day} ${time}` : time;
}
