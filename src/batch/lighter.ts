import { paramOf } from '../spec/params.ts';
import type { PlannedJob } from '../spec/types.ts';

/** The job with half the batch and half the workers for each time that it ran out of memory, at least one of each. */
export function lighter(job: PlannedJob, timesOutOfMemory: number): PlannedJob {
  if (timesOutOfMemory === 0) return job;
  const args = { ...job.args };
  const argv = [...job.argv];
  for (const name of ['batch_size', 'procs']) {
    const usual = args[name] ?? paramOf(job.kind, name)?.default;
    if (typeof usual !== 'number') continue;
    const value = Math.max(1, Math.floor(usual / 2 ** timesOutOfMemory));
    args[name] = value;
    const place = argv.indexOf(`--${name}`);
    if (place < 0) argv.push(`--${name}`, String(value));
    else argv[place + 1] = String(value);
  }
  return { ...job, args, argv };
}
