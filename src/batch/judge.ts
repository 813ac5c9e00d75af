import { existsSync, readFileSync, statfsSync } from 'node:fs';
import type { PlannedJob } from '../spec/types.ts';
import { checkOutputs, type MissingOutput } from './check-outputs.ts';
import { describeFailure, type Failure } from './failure.ts';
import { lastMeaningfulLine } from './last-line.ts';
import { readExit, readExpectedOutputs, stderrPath, stdoutPath } from './records.ts';

export interface Ending {
  job: PlannedJob;
  /** Jobs of the older program do not say what they make: their exit code alone counts. */
  native: boolean;
  attempt: number;
  returncode: number;
  startedUtc: string;
  oomKill: boolean;
}

export interface Judgement {
  /** null: it has succeeded. */
  failure: Failure | null;
  /** Outputs that it should have made and that are not whole. */
  missing: readonly MissingOutput[];
}

/**
 * Whether a job that has ended did its work: exit code 0 is not enough, everything that it should have produced must be
 * there with a matching sidecar. Reads no pixels.
 */
export async function judge({ job, native, attempt, returncode, startedUtc, oomKill }: Ending): Promise<Judgement> {
  const announced = native ? readExpectedOutputs(job.output_root) : null;
  const known = announced?.attempt === attempt ? await checkOutputs(announced.outputs) : null;
  const unsaid = native && known === null;
  const missing = known?.missing ?? [];
  if (returncode === 0 && missing.length === 0 && !unsaid) return { failure: null, missing };
  const startedMs = Date.parse(startedUtc);
  const sinceMs = startedMs > Date.now() ? 0 : startedMs - CLOCK_SLACK_MS; // a clock that was set back proves nothing
  const record = readExit(job.output_root);
  const error = record?.attempt === attempt ? (record.error ?? null) : null;
  const lastLine = whatPathsSay(job, returncode === 0 && unsaid) ?? lastWords(job, sinceMs, error === null);
  const outputs = known && { expected: known.expected, whole: known.expected - missing.length };
  const failure = describeFailure({ returncode, error, lastLine, oomKill, diskFull: isFull(job.output_root), outputs });
  return { failure, missing };
}

/** What somebody did to the folder of a running job explains its end better than its logs, if those are still there. */
function whatPathsSay({ output_root: root }: PlannedJob, unsaid: boolean): string | null {
  if (!existsSync(root)) return `output_root ${root} is gone: it was removed or renamed while the job ran`;
  return unsaid ? 'its list of outputs, job_outputs.json, is not there: nothing shows that all were made' : null;
}

function lastWords(job: PlannedJob, sinceMs: number, alsoPlain: boolean): string | null {
  const said = lastMeaningfulLine(stderrPath(job), sinceMs);
  return said ?? (alsoPlain ? lastMeaningfulLine(stdoutPath(job), sinceMs) : null);
}

/** Less is no use to anybody. */
const FULL_BYTES = 1 << 16;

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < FULL_BYTES;
  } catch {
    return false;
  }
}

/** Clocks of file systems are coarse. */
const CLOCK_SLACK_MS = 1000;

/** Processes that the kernel has killed for want of memory since the start of the machine; 0 where that is not told. */
export function oomKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
