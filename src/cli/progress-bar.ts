import type { Log } from '../base/log.ts';
import { LiveArea } from './live-area.ts';
import type { Progress } from '../batch/state.ts';
import { barText } from './bar-text.ts';

/** A terminal is redrawn at most this often. */
const REDRAW_MS = 200;

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

  show(state: Progress): void {
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
