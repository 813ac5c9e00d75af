import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultPoint } from '../../base/fault-point.ts';
import { Random } from '../../base/random.ts';
import { findMarked } from '../../batch/process-group.ts';
import { readState } from '../../batch/state-file.ts';
import { ProcessWatch, violations } from './invariants.ts';
import { makeRunRoot } from './project.ts';

/** Kills of one seed, counted by what they hit. */
export interface SeedReport {
  /** A fault point's name, or `scheduler, jobs running` and the like. */
  kills: string[];
  violations: string[];
}

/** Points that a process passes more than once: the kill comes at any of so many times. */
const TIMES: Partial<Record<FaultPoint, number>> = {
  'file-before-rename': 12,
  'file-renamed': 12,
  'gpus-leased': 3,
  'spec-resolved': 3,
  spawned: 3,
  'identity-written': 3,
  'start-applied': 3,
  'end-seen': 3,
  'end-judged': 3,
  'end-applied': 3,
  'result-written': 3,
  'item-locked': 2,
  'pixels-begun': 3,
  'sidecar-written': 2,
};
const MOST_TIMED_KILLS = 2;
const LONGEST_WAIT_MS = 2500;
/** A batch of which jobs were killed may need to be given again. */
const LAST_RUNS = 3;

export interface SoakInputs {
  /** `[node, main.js]`. */
  program: readonly [string, string];
  project: string;
  reference: ReadonlyMap<string, string>;
  /** Seeds aim at these in turn. */
  points: readonly FaultPoint[];
}

/** The same batch without a kill. */
export async function runUndisturbed(
  root: string,
  { program, project }: Pick<SoakInputs, 'program' | 'project'>,
): Promise<void> {
  const code = await ended(startBatch(program, makeRunRoot(root, project, 0), {}));
  if (code !== 0) throw new Error(`the undisturbed batch ended with code ${code}, see ${root}`);
}

/** One batch, killed at a fault point and at random moments, then brought to its end. */
export async function runSeed(seed: number, root: string, inputs: SoakInputs): Promise<SeedReport> {
  const random = new Random(seed);
  const specPath = makeRunRoot(root, inputs.project, random.below(2));
  const statePath = join(root, 'scheduler_state.json');
  const watch = new ProcessWatch(statePath);
  const start = (env: NodeJS.ProcessEnv = {}) => startBatch(inputs.program, specPath, env);
  const point = inputs.points[seed % inputs.points.length] ?? 'spawned';
  const kills = await killAtPoint(point, 1 + random.below(TIMES[point] ?? 1), `${root}.fault`, start);
  for (let left = random.below(MOST_TIMED_KILLS + 1); left > 0 && !isFinished(statePath); left--) {
    kills.push(...(await killAtRandom(start(), statePath, random)));
  }
  let code: number | null = null;
  for (let run = 0; run < LAST_RUNS && code !== 0; run++) code = await ended(start());
  watch.stop();
  const found = [...watch.faults, ...(await violations(root, inputs.reference))];
  if (code !== 0) found.push(`the last run ended with code ${code}`);
  return { kills, violations: found };
}

type Start = (env?: NodeJS.ProcessEnv) => ChildProcess;

async function killAtPoint(point: FaultPoint, time: number, log: string, start: Start): Promise<string[]> {
  await ended(start({ BEZIERFIT_FAULT: `${point}:${time}`, BEZIERFIT_FAULT_LOG: log }));
  const hit = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  rmSync(log, { force: true });
  return hit;
}

async function killAtRandom(scheduler: ChildProcess, statePath: string, random: Random): Promise<string[]> {
  const end = ended(scheduler);
  const wait = random.below(LONGEST_WAIT_MS);
  await Promise.race([end, new Promise((resume) => setTimeout(resume, wait))]);
  const phase = phaseOf(statePath);
  const groups = [...findMarked(statePath).values()].flatMap((set) => [...set]);
  const victim = random.below(2) ? groups[random.below(Math.max(1, groups.length))] : undefined;
  const alive = scheduler.exitCode === null && scheduler.signalCode === null;
  if (victim !== undefined && alive) {
    const killed = kill(victim);
    await end;
    return killed ? [`a job, ${phase}`] : [];
  }
  const killed = alive && scheduler.kill('SIGKILL');
  await end;
  return killed ? [`the scheduler, ${phase}`] : [];
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false; // it has just ended
  }
}

function phaseOf(statePath: string): string {
  const state = readState(statePath);
  if (!state || 'unreadable' in state) return 'before the first state';
  if (state.finished_utc !== null) return 'after the end';
  return state.jobs.some(({ status }) => status === 'running') ? 'jobs running' : 'between jobs';
}

function isFinished(statePath: string): boolean {
  return phaseOf(statePath) === 'after the end';
}

/** Without nvidia-smi and without a mask: the GPU ids are slots. */
function startBatch([node, main]: SoakInputs['program'], specPath: string, env: NodeJS.ProcessEnv): ChildProcess {
  const clean = { ...process.env, PATH: '', CUDA_VISIBLE_DEVICES: undefined };
  return spawn(node, [main, 'batch', '--spec', specPath], { stdio: 'ignore', env: { ...clean, ...env } });
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
