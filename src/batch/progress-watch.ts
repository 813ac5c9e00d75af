import { readProgress } from './records.ts';
import { entryOf } from './state.ts';
import type { Store } from './store.ts';

/** Progress files are looked at this often; with many running jobs, less often. */
const PROGRESS_MS = 100;
const MANY_RUNNING = 50;

/** Takes what running jobs write about their progress into the state. */
export class ProgressWatch {
  private readonly store: Store;
  /** By index: the jobs that run at the moment. */
  private readonly running: ReadonlyMap<number, unknown>;
  private timer: NodeJS.Timeout | undefined;

  constructor(store: Store, running: ReadonlyMap<number, unknown>) {
    this.store = store;
    this.running = running;
  }

  /** Goes on until nothing runs. */
  start(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        for (const index of this.running.keys()) this.read(index);
        if (this.running.size > 0) this.start();
      },
      PROGRESS_MS * Math.ceil((this.running.size + 1) / MANY_RUNNING),
    );
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Reads one job's file now. */
  read(index: number): void {
    const { job, status } = entryOf(this.store.state, index);
    const progress = readProgress(job.output_root);
    if (!progress || status.name !== 'running' || JSON.stringify(progress) === JSON.stringify(status.progress)) return;
    this.store.apply({ type: 'progressed', job: index, attempt: status.attempt, progress });
  }
}
