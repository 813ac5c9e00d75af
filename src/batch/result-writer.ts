import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeFolder } from '../base/atomic-file.ts';
import { messageOf } from '../base/errors.ts';
import { faultPoint } from '../base/fault-point.ts';
import { writeResult } from './records.ts';
import type { JobEntry } from './state.ts';
import type { BatchEvent } from './step.ts';
import type { Store } from './store.ts';

/** So many results are written before the scheduler looks at its other events. */
const AT_ONCE = 50;

const ENDING: readonly BatchEvent['type'][] = ['ended', 'not_spawned', 'vanished', 'stop', 'deadlocked'];

/** Writes `job_result.json` of every job that ends, canceled ones too; thousands at a stop do not hold up the loop. */
export class ResultWriter {
  private readonly open: JobEntry[] = [];
  private readonly complain: (words: string) => void;
  private writing: Promise<void> | null = null;

  constructor(store: Store, complain: (words: string) => void) {
    this.complain = complain;
    this.add(store.state.jobs.filter(isUnwritten));
    store.onChange((state, before, { type }) => {
      if (!ENDING.includes(type)) return;
      this.add(state.jobs.filter(({ status }, i) => status.name === 'done' && before.jobs[i]?.status !== status));
    });
  }

  /** Resolves when everything is written. */
  async drain(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private add(entries: readonly JobEntry[]): void {
    this.open.push(...entries);
    if (this.open.length > 0) this.writing ??= this.writeAll();
  }

  private async writeAll(): Promise<void> {
    while (this.open.length > 0) {
      for (const entry of this.open.splice(0, AT_ONCE)) this.write(entry);
      await nextTurn();
    }
    this.writing = null;
  }

  private write({ job, status }: JobEntry): void {
    if (status.name !== 'done') return;
    try {
      makeFolder(job.output_root, { durable: false });
      writeResult(job, status);
      faultPoint('result-written');
    } catch (error) {
      this.complain(`the result of ${job.job_id} cannot be written: ${messageOf(error)}`);
    }
  }
}

/** A job that ended while no scheduler was there to see it. */
function isUnwritten({ job, status }: JobEntry): boolean {
  return job.enabled && status.name === 'done' && !existsSync(join(job.output_root, 'job_result.json'));
}
