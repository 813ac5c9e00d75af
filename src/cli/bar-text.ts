import pc from './colors.ts';
import type { Progress } from '../batch/state.ts';

const WIDTH = 30;

/** One line: bar, share, count, rate and remaining time. */
export function barText({ done, total, unit, rate, eta_s: etaSeconds }: Progress): string {
  const share = shareOf(done, total);
  const speed = rate === null ? '' : `  ${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} ${unit}/s`;
  const remaining = etaSeconds === null || done >= total ? '' : `  ${durationText(etaSeconds)} left`;
  return `${barOf(share, WIDTH)} ${String(Math.floor(share * 100)).padStart(3)} %  ${done} / ${total} ${unit}${speed}${remaining}`;
}

export function shareOf(done: number, total: number): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
}

/** A bar alone, `width` characters. */
export function barOf(share: number, width: number): string {
  const filled = Math.round(share * width);
  return pc.cyan('━'.repeat(filled)) + pc.dim('━'.repeat(width - filled));
}

export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
