import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkOutputs } from '../../batch/check-outputs.ts';
import { environmentOf, findMarked } from '../../batch/process-group.ts';
import { readExpectedOutputs } from '../../batch/records.ts';
import { readState, type SavedState } from '../../batch/saved-state.ts';
import { outputHashes } from './project.ts';

const LOOK_MS = 25;

/** Looks at the real processes of a batch while it runs: a job must never run twice at a time, nor two jobs on one GPU. */
export class ProcessWatch {
  /** What was seen that must not be. */
  readonly faults = new Set<string>();
  private readonly statePath: string;
  private readonly timer: NodeJS.Timeout;

  constructor(statePath: string) {
    this.statePath = statePath;
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const users = new Map<string, string>();
    for (const [job, groups] of findMarked(this.statePath)) {
      if (groups.size > 1) this.faults.add(`job ${job} runs ${groups.size} times at once`);
      for (const group of groups) {
        const gpus = environmentOf(group)?.get('CUDA_VISIBLE_DEVICES') ?? '';
        for (const gpu of gpus.split(',').filter(Boolean)) {
          const other = users.get(gpu);
          if (other !== undefined && other !== job)
            this.faults.add(`GPU ${gpu} is used by ${other} and ${job} at once`);
          users.set(gpu, job);
        }
      }
    }
  }
}

/** Everything that is not as it must be after a batch has been brought to its end. */
export async function violations(root: string, reference: ReadonlyMap<string, string>): Promise<string[]> {
  const statePath = join(root, 'scheduler_state.json');
  const state = readState(statePath);
  if (!state || 'unreadable' in state) return ['the state cannot be read'];
  const found = [...stateFaults(state), ...leftovers(root)];
  for (const { job_id, output_root } of state.jobs) {
    const announced = readExpectedOutputs(output_root);
    const missing = announced ? (await checkOutputs(announced.outputs, { deep: true })).missing : null;
    if (missing === null) found.push(`job ${job_id} never said what it makes`);
    else found.push(...missing.map(({ path, why }) => `${path}: ${why}`));
  }
  const hashes = outputHashes(root);
  for (const name of new Set([...reference.keys(), ...hashes.keys()])) {
    if (hashes.get(name) !== reference.get(name)) found.push(`${name} is not as in an undisturbed run`);
  }
  for (const job of findMarked(statePath).keys()) found.push(`a process of job ${job} was left behind`);
  return found;
}

function stateFaults({ jobs, finished_utc: finished }: SavedState): string[] {
  const faults = jobs
    .filter(({ status }) => status !== 'success')
    .map(({ job_id, status }) => `job ${job_id} is ${status}`);
  return finished === null ? [...faults, 'the batch has not finished'] : faults;
}

/** Locks, temporary files and the pid file. */
function leftovers(root: string): string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const left = files.filter((file) => /\.tmp$|\.lock(\.|$)/.test(file));
  if (existsSync(join(root, 'bezierfit_batch.pid'))) left.push('bezierfit_batch.pid');
  return left.map((file) => `${file} was left behind`);
}
