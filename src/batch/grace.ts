import { refuse } from '../base/errors.ts';

/** How long jobs that are told to end have for it, from SIGTERM to SIGKILL, seconds. (contract 9) */
export const GRACE_S = 30;

/** The same, or what BEZIERFIT_GRACE_S says. @throws InputError */
export function graceSeconds(): number {
  const text = process.env.BEZIERFIT_GRACE_S ?? String(GRACE_S);
  const seconds = Number(text);
  if (!(seconds >= 0 && seconds <= 86_400)) refuse('BEZIERFIT_GRACE_S', `expected seconds, 0 to 86400, got ${text}`);
  return seconds;
}
