import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultPoint } from '../../base/fault-point.ts';
import { Random } from '../../base/random.ts';
import { findMarked } from '../../batch/process-group.ts';
import { readState } from '../../batch/saved-state.ts';
import { ProcessWatch, violations } from './invariants.ts';
import { readPasses, type Passes } from './aims.ts';
import { forgetRun, makeRunRoot, outputHashes } from './project.ts';

export interface SeedReport {
  kills: Kill[];
  violations: string[];
}

/** What was killed: whoever passed a fault point, or the scheduler, a job or all processes at a random moment. */
export type Kill = FaultPoint | `${Victim}, ${string}`;
type Victim = 'the scheduler' | 'a job' | 'everything';

const MOST_TIMED_KILLS = 2;
/** A batch of which jobs were killed may need to be given again. */
const LAST_RUNS = 3;

export interface SoakInputs {
  /** `[node, main.js]`. */
  program: readonly [string, string];
  project: string;
  /** Seeds aim at these in turn. */
  points: readonly FaultPoint[];
  undisturbed: Undisturbed;
}

/** What a batch without a kill was like. */
export interface Undisturbed {
  outputs: ReadonlyMap<string, string>;
  passes: Passes;
  durationMs: number;
}

/** The same batch without a kill. */
export async function runUndisturbed(
  root: string,
  { program, project }: Pick<SoakInputs, 'program' | 'project'>,
): Promise<Undisturbed> {
  const trace = `${root}.trace`;
  const startMs = performance.now();
  const code = await ended(startBatch(program, makeRunRoot(root, project, 0), { BEZIERFIT_FAULT_TRACE: trace }));
  if (code !== 0) throw new Error(`the undisturbed batch ended with code ${code}, see ${root}`);
  const durationMs = performance.now() - startMs;
  return { outputs: outputHashes(root), passes: readPasses(trace), durationMs };
}

/** One batch, killed at a fault point and at random moments, then brought to its end. */
export async function runSeed(seed: number, root: string, inputs: SoakInputs): Promise<SeedReport> {
  const random = new Random(seed);
  const { undisturbed, points } = inputs;
  const specPath = makeRunRoot(root, inputs.project, random.below(2));
  const statePath = join(root, 'scheduler_state.json');
  const watch = new ProcessWatch(statePath);
  const start = (env: NodeJS.ProcessEnv = {}) => startBatch(inputs.program, specPath, env);
  const kills: Kill[] = [];
  const point = points[seed % points.length] ?? 'spawned';
  if (await killAtPoint(point, 1 + random.below(undisturbed.passes.get(point) ?? 1), root, start)) kills.push(point);
  for (let left = random.below(MOST_TIMED_KILLS + 1); left > 0 && !isFinished(statePath); left--) {
    kills.push(...(await killAtRandom(start(), statePath, random, undisturbed.durationMs)));
  }
  let code: number | null = null;
  for (let run = 0; run < LAST_RUNS && code !== 0; run++) code = await ended(start());
  watch.stop();
  const found = [...watch.faults, ...(await violations(root, undisturbed.outputs))];
  if (code !== 0) found.push(`the last run ended with code ${code}`);
  return { kills, violations: found };
}

type Start = (env?: NodeJS.ProcessEnv) => ChildProcess;

/** Kills who passes the point for the given time; when none does so often this time, who passes it first in a batch from the beginning. */
async function killAtPoint(point: FaultPoint, time: number, root: string, start: Start): Promise<boolean> {
  const log = `${root}.fault`;
  const aim = async (count: number): Promise<boolean> => {
    await ended(start({ BEZIERFIT_FAULT: `${point}:${count}`, BEZIERFIT_FAULT_LOG: log }));
    const hit = existsSync(log);
    rmSync(log, { force: true });
    return hit;
  };
  if (await aim(time)) return true;
  forgetRun(root);
  return aim(1);
}

async function killAtRandom(
  scheduler: ChildProcess,
  statePath: string,
  random: Random,
  longestWaitMs: number,
): Promise<Kill[]> {
  const end = ended(scheduler);
  const wait = random.uniform() * longestWaitMs;
  await Promise.race([end, new Promise((resume) => setTimeout(resume, wait))]);
  const phase = phaseOf(statePath);
  const groups = [...findMarked(statePath).values()].flatMap((set) => [...set]);
  const victims: Victim[] = groups.length > 0 ? ['the scheduler', 'a job', 'everything'] : ['the scheduler'];
  const victim = victims[random.below(victims.length)] ?? 'the scheduler';
  const alive = scheduler.exitCode === null && scheduler.signalCode === null;
  const killed = alive && (victim === 'a job' ? kill(groups[random.below(groups.length)]) : scheduler.kill('SIGKILL'));
  if (victim === 'everything') groups.forEach(kill);
  await end;
  return killed ? [`${victim}, ${phase}`] : [];
}

function kill(pid: number | undefined): boolean {
  if (pid === undefined) return false;
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
  const running = state.jobs.filter(({ status }) => status === 'running').map(({ job_id }) => job_id);
  return running.length > 0 ? `while ${running.join(' and ')} runs` : 'between jobs';
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
