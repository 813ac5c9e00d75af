import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { orRefuse } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Failure } from './failure.ts';
import type { ForeignWork } from './gpu-watch.ts';
import { sortedJson } from './sorted-json.ts';
import type { BatchState, FailedAttempts, JobEntry } from './state.ts';

/** So much is kept of what cannot be written for the moment; beyond that, a full disk costs lines. */
const MOST_WAITING_BYTES = 1 << 20;

/** `bezierfit_batch.run.out`: appended to, and said on `echo` too. What a full disk does not take follows later. */
export class RunLog implements Log {
  private readonly fd: number;
  private readonly echo: Log;
  private waiting = Buffer.alloc(0);

  constructor(runRoot: string, echo: Log) {
    const path = join(runRoot, 'bezierfit_batch.run.out');
    this.fd = orRefuse(path, () => openSync(path, 'a'));
    this.echo = echo;
  }

  line(text: string): void {
    this.echo.line(text);
    const line = Buffer.from(`${text}\n`);
    if (this.waiting.length + line.length <= MOST_WAITING_BYTES) this.waiting = Buffer.concat([this.waiting, line]);
    this.flush();
  }

  private flush(): void {
    try {
      while (this.waiting.length > 0) this.waiting = this.waiting.subarray(writeSync(this.fd, this.waiting));
    } catch {
      // The terminal has it; tried again with the next line.
    }
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }
}

/** The lines that people's scripts match. (contract 5) */
export const startLine = ({ job }: JobEntry, gpus: readonly number[], pid: number | null): string =>
  `>>> START job_id=${job.job_id} kind=${job.kind} depends_on=${pythonList(job.depends_on)} ` +
  `gpus=${pythonList(gpus)} pid=${pid ?? 'None'}`;

export const doneLine = (jobId: string, status: string, returncode: number | null): string =>
  `>>> DONE job_id=${jobId} status=${status} rc=${returncode ?? 'None'}`;

export const failFastLine = (jobId: string): string =>
  `>>> FAIL_FAST triggered by job_id=${jobId}. Terminating remaining jobs...`;

export const retryLine = (
  { job_id, retries }: JobEntry['job'],
  { total, outOfMemory }: FailedAttempts,
  failure: Failure | null,
): string =>
  `>>> RETRY job_id=${job_id} retry ${total} of ${retries}${outOfMemory > 0 ? ', in smaller batches' : ''}` +
  (failure ? `, after ${failure.class}: ${failure.last_line ?? 'no last line'}` : '');

/** What has changed in the use of the GPUs by others. */
export function gpuLines(before: ForeignWork, now: ForeignWork): string[] {
  const busy = [...now].filter(([id, who]) => before.get(id) !== who);
  const free = [...before.keys()].filter((id) => !now.has(id));
  return [
    ...busy.map(([id, who]) => `>>> WARNING: GPU ${id} is used by ${who}, not of this batch`),
    ...free.map((id) => `>>> GPU ${id} is no longer used by others`),
  ];
}

/** The last line of a batch: how each job ended, by its id. */
export function resultsLine(state: BatchState): string {
  const results: Record<string, unknown> = {};
  for (const { job, status } of state.jobs) {
    if (status.name !== 'done') continue;
    const { gpus, returncode, outcome } = status;
    results[job.job_id] = { gpus, output_root: job.output_root, returncode, status: outcome };
  }
  return `>>> Batch results: ${sortedJson(results)}`;
}

/** A list as Python prints it. */
function pythonList(items: readonly (string | number)[]): string {
  return `[${items.map((item) => (typeof item === 'string' ? `'${item}'` : String(item))).join(', ')}]`;
}
