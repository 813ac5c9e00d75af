import pc from './colors.ts';
import type { Log } from '../base/log.ts';
import type { BatchState, JobEntry } from '../batch/state.ts';
import { statusWord } from '../batch/state.ts';
import { barText } from './bar-text.ts';
import { countsText } from './counts-text.ts';
import { LiveArea } from './live-area.ts';

const REDRAW_MS = 200;

/** A terminal's view of a running batch: the log lines, and below them a bar for each running job. */
export class BatchScreen implements Log {
  private readonly screen = new LiveArea();
  private readonly plain: Log;
  private state: BatchState | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(plain: Log) {
    this.plain = plain;
  }

  /** A line above the bars. */
  line(text: string): void {
    this.screen.clear();
    this.plain.line(text);
    this.draw();
  }

  show(state: BatchState): void {
    this.state = state;
    this.timer ??= setTimeout(() => this.draw(), REDRAW_MS).unref();
  }

  end(): void {
    clearTimeout(this.timer);
    this.screen.clear();
    this.screen.done();
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.state) this.screen.show(screenText(this.state.jobs, process.stdout.rows || 24));
  }
}

/** One line for each running job, as many as fit into `rows`, and the counts. */
export function screenText(jobs: readonly JobEntry[], rows: number): string {
  const running = jobs.filter(({ status }) => status.name === 'running');
  const shown = running.slice(0, Math.max(1, rows - 3));
  const width = Math.max(0, ...shown.map(({ job }) => job.job_id.length));
  const lines = shown.map(({ job, status }) => {
    const name = job.job_id.padEnd(width);
    const progress = status.name === 'running' ? status.progress : null;
    return `${pc.bold(name)}  ${progress ? barText(progress) : pc.dim('starting')}`;
  });
  if (shown.length < running.length) lines.push(pc.dim(`and ${running.length - shown.length} more`));
  return [...lines, countsText(jobs.map(({ status }) => statusWord(status)))].join('\n');
}
