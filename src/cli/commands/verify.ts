import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import pc from '../colors.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import { checkOutputs, type CheckOptions, type KnownOutputs, type MissingOutput } from '../../batch/check-outputs.ts';
import { sidecarOutputs } from '../../batch/older-outputs.ts';
import { readExpectedOutputs, readResolvedSpec } from '../../batch/records.ts';
import type { SavedJob } from '../../batch/saved-state.ts';
import { findMarked } from '../../batch/process-group.ts';
import { openState } from '../find-state.ts';
import { newCommand, parseCommand } from '../flags.ts';

/** What verify says of one job. `expected` null: the job never said what it would make. */
export interface VerifiedJob {
  job_id: string;
  status: SavedJob['status'];
  whole: boolean;
  expected: number | null;
  missing: MissingOutput[];
  note: string | null;
}

/** `bezierfit verify RUN_ROOT`: checks a batch again from its files alone. Exit code 0: every enabled job is whole. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('verify', 'Check that every output of a batch is there and whole.')
    .argument('[place]', 'run root or state file', '.')
    .option('--deep', 'also compare checksums (reads every byte)')
    .option('--json', 'print one object');
  if (await parseCommand(command, argv)) return 0;
  const { deep = false, json } = command.opts<{ deep?: boolean; json?: boolean }>();
  const { path, state } = openState(command.args[0] ?? '.');
  const open = (output: string): void => {
    if (/\.mrcs?$/.test(output)) openMrc(output).close();
  };
  const running = findMarked(path);
  const jobs: VerifiedJob[] = [];
  for (const job of state.jobs.filter(({ reason }) => reason !== 'disabled')) {
    jobs.push(await verifyJob(job, running.has(job.job_id), { deep, open }));
  }
  const whole = jobs.every((job) => job.whole);
  if (json) console.log(JSON.stringify({ run_root: dirname(path), whole, deep, jobs }, null, 2));
  else console.log([...jobs.flatMap(linesOf), verdict(jobs)].join('\n'));
  return whole ? 0 : 1;
}

async function verifyJob(saved: SavedJob, runs: boolean, options: CheckOptions): Promise<VerifiedJob> {
  const { job_id, status } = saved;
  const { outputs, note } = knownOutputs(saved);
  const { expected, missing } = outputs ? await checkOutputs(outputs, options) : { expected: null, missing: [] };
  const whole = outputs !== null && status === 'success' && !runs && missing.length === 0;
  return { job_id, status, whole, expected, missing, note: runs ? 'it runs' : note };
}

function verdict(jobs: readonly VerifiedJob[]): string {
  if (!jobs.every(({ whole }) => whole)) return 'The batch is not whole.';
  return jobs.some(({ note }) => note !== null) ? 'All outputs that are known are whole.' : 'All outputs are whole.';
}

/** What a job should have made, and what is not known of it. */
function knownOutputs({ output_root: outputRoot, kind }: SavedJob): {
  outputs: KnownOutputs | null;
  note: string | null;
} {
  const announced = readExpectedOutputs(outputRoot);
  if (announced) return { outputs: announced.outputs, note: null };
  if (!existsSync(outputRoot)) return { outputs: null, note: `its folder ${outputRoot} does not exist` };
  const isOlder = readResolvedSpec(outputRoot)?.argv.some((word) => word.startsWith('memxterminator.')) ?? false;
  if (!isOlder) return { outputs: null, note: 'it never said what it would make (no job_outputs.json)' };
  return { outputs: sidecarOutputs(outputRoot, kind), note: OLDER };
}

const OLDER = 'a job of the older program: what has a sidecar was looked for, it does not say what else it makes';

/** So many missing outputs are shown by name; --json has all. */
const SHOWN = 20;

function linesOf({ job_id, status, whole, expected, missing, note }: VerifiedJob): string[] {
  const count = expected === null ? '' : `  ${expected - missing.length}/${expected} outputs`;
  const head = `${whole ? pc.green('whole    ') : pc.red('NOT WHOLE')}  ${job_id}  ${status}${count}${note ? `  ${note}` : ''}`;
  const shown = missing.slice(0, SHOWN).map((one) => `  ${one.path}: ${one.why}`);
  return [head, ...shown, ...(missing.length > SHOWN ? [`  and ${missing.length - SHOWN} more`] : [])];
}
