import { join } from 'node:path';
import type { BatchWatch } from '../../server/batch/batch-watch.ts';
import { readLogRange } from '../../server/files/log-range.ts';
import { LiveArea } from '../live-area.ts';
import { drawWatch, type WatchState } from './draw.ts';
import { exitCodeOf } from './plain.ts';
import { endWords } from './words.ts';

const REDRAW_MS = 250;
const LOG_BYTES = 32 << 10;
/** A log is text: it must not steer the terminal. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** The live view on a terminal. Everything it shows comes from files; leaving it changes nothing. */
export class WatchScreen {
  private readonly watch: BatchWatch;
  private readonly stop: () => string;
  private readonly screen = new LiveArea();
  private readonly state: WatchState;
  /** A batch that ends while it is watched ends the view; one that had ended before can be looked at. */
  private readonly hadEnded: boolean;
  private mode: 'jobs' | 'log' | 'asking' = 'jobs';
  private leave = (): void => {};

  /** @param stop stops the batch and says what it did */
  constructor(watch: BatchWatch, stop: () => string) {
    this.watch = watch;
    this.stop = stop;
    this.hadEnded = watch.newest.phase === 'finished';
    this.state = { view: watch.newest, chosen: 0, log: null, lastLogLine: '', message: '' };
  }

  /** Until `q`, Ctrl+C, or the end of the batch. */
  async run(): Promise<0 | 1> {
    const { stdin } = process;
    stdin.setRawMode(true).resume().setEncoding('utf8');
    const unsubscribe = await this.watch.subscribe(null, () => {});
    const left = new Promise<void>((done) => (this.leave = done));
    const onKey = (key: string): void => this.press(key);
    const timer = setInterval(() => void this.refresh(), REDRAW_MS);
    stdin.on('data', onKey);
    await this.refresh();
    await left;
    clearInterval(timer);
    unsubscribe();
    stdin.off('data', onKey).setRawMode(false).pause();
    this.screen.clear();
    this.screen.done();
    console.log(endWords(this.watch.newest));
    return this.isOver() ? exitCodeOf(this.watch.newest) : 0;
  }

  private isOver(): boolean {
    return this.watch.newest.phase !== 'running' && this.watch.newest.phase !== 'stopping';
  }

  private press(key: string): void {
    const { state } = this;
    if (this.mode === 'asking') {
      this.mode = 'jobs';
      state.message = key === 'y' ? this.stop() : '';
    } else if (key === 'q' || key === '\u0003') return this.leave();
    else if (key === 'j' || key === '\u001b[B') state.chosen = Math.min(state.chosen + 1, state.view.jobs.length - 1);
    else if (key === 'k' || key === '\u001b[A') state.chosen = Math.max(state.chosen - 1, 0);
    else if (key === '\r') this.mode = 'log';
    else if (key === '\u001b') this.mode = 'jobs';
    else if (key === 's') {
      this.mode = 'asking';
      state.message = 'Stop the batch? y stops it, any other key keeps it running';
    }
    void this.refresh();
  }

  private async refresh(): Promise<void> {
    const { state, watch } = this;
    state.view = watch.newest;
    const job = state.view.jobs[state.chosen];
    state.log = this.mode === 'log' && job ? await tail(join(job.outputRoot, 'scheduler_stdout.log')) : null;
    state.lastLogLine = (await tail(state.view.log.path)).findLast(isEvent) ?? '';
    const { columns = 80, rows = 24 } = process.stdout;
    this.screen.show(drawWatch(state, columns, rows, Date.now()));
    if (state.view.phase === 'finished' && !this.hadEnded && this.mode === 'jobs') this.leave();
  }
}

/** The results at the end are an object over many lines: its first says nothing. */
const isEvent = (line: string): boolean => line.startsWith('>>>') && !line.endsWith('{');

async function tail(path: string): Promise<string[]> {
  try {
    const { text } = await readLogRange(path, { from: -LOG_BYTES, bytes: LOG_BYTES, waitMs: 0 });
    return text
      .replace(CONTROLS, '')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return ['(nothing yet)'];
  }
}
