import { createLogUpdate } from 'log-update';
import pc from './colors.ts';
import type { Log } from '../base/log.ts';
import type { Progress as ProgressState } from '../batch/state.ts';

const WIDTH = 30;
/** A terminal is redrawn at most this often. */
const REDRAW_MS = 200;

/** One line: bar, share, count, rate and remaining time. */
export function barText({ done, total, unit, rate, eta_s: etaSeconds }: ProgressState): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Math.round(share * WIDTH);
  const bar = pc.cyan('━'.repeat(filled)) + pc.dim('━'.repeat(WIDTH - filled));
  const speed = rate === null ? '' : `  ${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} ${unit}/s`;
  const remaining = etaSeconds === null || done >= total ? '' : `  ${durationText(etaSeconds)} left`;
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${done} / ${total} ${unit}${speed}${remaining}`;
}

function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** Keeps one bar below the lines of a terminal. */
export class ProgressBar {
  private readonly screen = createLogUpdate(process.stdout);
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
    if (this.text) this.screen(this.text);
  }

  show(state: ProgressState): void {
    this.text = state.total > 0 ? barText(state) : '';
    if (performance.now() - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = performance.now();
    if (this.text) this.screen(this.text);
  }

  /** Leaves the last state on the screen. */
  end(): void {
    if (this.text) this.screen(this.text);
    this.screen.done();
  }
}
