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
  /** Those that could not be written: one is tried again after each that could be, all at the batch's end. */
  private readonly failed: JobEntry[] = [];
  private readonly said = new Set<JobEntry>();
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

  /** Resolves when everything is written that can be. */
  async drain(): Promise<void> {
    await this.ended();
    this.add(this.failed.splice(0));
    await this.ended();
  }

  private async ended(): Promise<void> {
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

  private write(entry: JobEntry): void {
    const { job, status } = entry;
    if (status.name !== 'done') return;
    try {
      makeFolder(job.output_root, { durable: false });
      writeResult(job, status);
      faultPoint('result-written');
      this.open.push(...this.failed.splice(0, 1));
    } catch (error) {
      this.failed.push(entry);
      if (!this.said.has(entry)) this.complain(`the result of ${job.job_id} cannot be written: ${messageOf(error)}`);
      this.said.add(entry);
    }
  }
}

/** A job that ended while no scheduler was there to see it. */
function isUnwritten({ job, status }: JobEntry): boolean {
  return job.enabled && status.name === 'done' && !existsSync(join(job.output_root, 'job_result.json'));
}
