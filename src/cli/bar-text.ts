import pc from './colors.ts';
import type { Progress } from '../batch/state.ts';

const WIDTH = 30;

/** One line: bar, share, count, rate and remaining time. */
export function barText({ done, total, unit, rate, eta_s: etaSeconds }: Progress): string {
  const share = shareOf(done, total);
  const speed = rate === null ? '' : `  ${rateText(rate)} ${unit}/s`;
  const remaining = etaSeconds === null || done >= total ? '' : `  ${durationText(etaSeconds)} left`;
  return `${barOf(share, WIDTH)} ${percentText(share)}  ${done} / ${total} ${unit}${speed}${remaining}`;
}

export function shareOf(done: number, total: number): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
}

/** ` 61 %`, always of one width. */
export function percentText(share: number): string {
  return `${String(Math.floor(100 * share)).padStart(3)} %`;
}

/** Three figures at most: units a second. */
export function rateText(rate: number): string {
  return rate.toFixed(rate >= 10 ? 0 : 1);
}

/** A bar alone, `width` characters. */
export function barOf(share: number, width: number): string {
  const filled = Math.round(share * width);
  return pc.cyan('━'.repeat(filled)) + pc.dim('━'.repeat(width - filled));
}

/** `2 h 5 min`, `3 min 20 s`, `20 s`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
