import pc from './colors.ts';
import type { Log } from '../base/log.ts';
import { LiveArea } from './live-area.ts';
import type { Progress as ProgressState } from '../batch/state.ts';

const WIDTH = 30;
/** A terminal is redrawn at most this often. */
const REDRAW_MS = 200;

/** One line: bar, share, count, rate and remaining time. */
export function barText({ done, total, unit, rate, eta_s: etaSeconds }: ProgressState): string {
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

/** Keeps one bar below the lines of a terminal. */
export class ProgressBar {
  private readonly screen = new LiveArea();
  private readonly log: Log;
  private text = '';
  private drawnMs = -Infinity;

  constructor(log: Log) {
    this.log = log;
  }

  /** A line above the bar. */
  line(text: string): void {
    this.screen.clear();
    this.log.line(text);
    if (this.text) this.screen.show(this.text);
  }

  show(state: ProgressState): void {
    this.text = state.total > 0 ? barText(state) : '';
    if (performance.now() - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = performance.now();
    if (this.text) this.screen.show(this.text);
  }

  /** Leaves the last state on the screen. */
  end(): void {
    if (this.text) this.screen.show(this.text);
    this.screen.done();
  }
}
