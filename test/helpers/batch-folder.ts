import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect } from 'vitest';
import { isGroupAlive } from '../../src/batch/process-group.ts';
import type { SavedJob, SavedState } from '../../src/batch/saved-state.ts';
import { finishedOf, startProgram, type Finished } from './program.ts';
import { temporaryFolder } from './temp-folder.ts';
import { waitFor } from './wait.ts';

const FAKE_JOB = resolve(import.meta.dirname, '../fixtures/fake-job.mjs');

/** What the fixture program test/fixtures/fake-job.mjs does as a job. */
export interface Behaviour {
  /** Waits until this gate is opened. */
  gate?: string;
  exit?: number;
  kill?: NodeJS.Signals;
  ignoreTerm?: boolean;
  /** Works so long. */
  workMs?: number;
  /** Exit code on SIGTERM. */
  onTerm?: number;
  /** Leaves a grandchild behind that lives until this gate is opened. */
  grandchild?: string;
  /** That one is in a session of its own. */
  daemon?: boolean;
  /** Writes an exit record, as our own jobs do. */
  record?: boolean;
  /** After that: a signal to itself instead of an exit. */
  dieAtEnd?: NodeJS.Signals;
  environment?: boolean;
  print?: string;
  /** KiB to standard output. */
  flood?: number;
  progress?: object;
}

export interface FakeJob extends Behaviour {
  id: string;
  gpus?: number;
  after?: string[];
  retries?: number;
  enabled?: boolean;
  outputRoot?: string;
}

export interface JournalEntry {
  event: 'start' | 'end' | 'term' | 'grandchild';
  job: string;
  gpus: string;
  pid: number;
  attempt: number;
}

export interface RunningBatch {
  process: ChildProcess;
  finished: Promise<Finished>;
}

const started: { folder: BatchFolder; process: ChildProcess }[] = [];

/** A run root with a spec of fixture jobs, and the real scheduler on it. */
export class BatchFolder {
  readonly root = temporaryFolder();
  readonly specPath = join(this.root, 'batch_spec.json');
  readonly statePath = join(this.root, 'scheduler_state.json');
  readonly journalPath = join(this.root, 'journal');

  constructor(jobs: readonly FakeJob[], scheduler: object = {}) {
    this.writeSpec(jobs, scheduler);
  }

  writeSpec(jobs: readonly FakeJob[], scheduler: object = {}): void {
    const template = join(this.root, 'template.cs');
    writeFileSync(template, '');
    writeFileSync(
      this.specPath,
      JSON.stringify({
        scheduler: { gpus: [0, 1], runner: 'memxterminator', python: FAKE_JOB, ...scheduler },
        jobs: jobs.map(
          ({ id, gpus = 1, after = [], retries = 0, enabled = true, outputRoot = `jobs/${id}`, ...behaviour }) => {
            const particle = join(this.root, `${id}.cs`);
            const { gate, grandchild } = behaviour;
            const gates = { gate: gate && this.gate(gate), grandchild: grandchild && this.gate(grandchild) };
            writeFileSync(particle, JSON.stringify({ ...behaviour, ...gates }));
            const args = {
              particle,
              template,
              control_points: template,
              points_step: 0.01,
              physical_membrane_dist: 35,
            };
            const base = { job_id: id, kind: 'bezierfit_particle_pms', enabled, output_root: outputRoot };
            return { ...base, resources: { gpus }, depends_on: after, retries, args };
          },
        ),
      }),
    );
  }

  gate(name: string): string {
    return join(this.root, `gate-${name}`);
  }

  open(name: string): void {
    writeFileSync(this.gate(name), '');
  }

  /** Starts the scheduler. */
  start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): RunningBatch {
    const child = startProgram(['bezierfit-batch', '--spec', this.specPath, ...args], {
      env: { BEZIERFIT_GRACE_S: '20', CUDA_VISIBLE_DEVICES: undefined, JOURNAL: this.journalPath, ...env },
    });
    started.push({ folder: this, process: child });
    return { process: child, finished: finishedOf(child) };
  }

  run(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return this.start(args, env).finished;
  }

  state(): SavedState & { owner: NonNullable<SavedState['owner']>; free_gpus: number[]; counts: object } {
    return JSON.parse(readFileSync(this.statePath, 'utf8'));
  }

  job(id: string): SavedJob {
    const found = this.state().jobs.find((job) => job.job_id === id);
    if (!found) throw new Error(`no job ${id} in the state`);
    return found;
  }

  /** The id in the pid file. */
  pid(): number {
    return Number(readFileSync(join(this.root, 'bezierfit_batch.pid'), 'utf8'));
  }

  /** `job -> status`, with the reason behind a slash. */
  outcomes(): Record<string, string> {
    return Object.fromEntries(
      this.state().jobs.map(({ job_id, status, reason }) => [job_id, reason ? `${status}/${reason}` : status]),
    );
  }

  journal(): JournalEntry[] {
    if (!existsSync(this.journalPath)) return [];
    const lines = readFileSync(this.journalPath, 'utf8').split('\n');
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as JournalEntry);
  }

  has(event: JournalEntry['event'], job: string): boolean {
    return this.journal().some((entry) => entry.event === event && entry.job === job);
  }

  /** Jobs in the order of their starts. */
  starts(): string[] {
    return this.journal().flatMap(({ event, job }) => (event === 'start' ? [job] : []));
  }

  until(event: JournalEntry['event'], job: string): Promise<boolean> {
    return waitFor(`${event} of ${job}`, () => this.has(event, job));
  }

  untilState(what: string, condition: (job: (id: string) => SavedJob) => boolean): Promise<boolean> {
    return waitFor(what, () => existsSync(this.statePath) && condition((id) => this.job(id)));
  }

  jobFile(id: string, name: string): string {
    return readFileSync(join(this.root, 'jobs', id, name), 'utf8');
  }

  log(): string {
    return readFileSync(join(this.root, 'bezierfit_batch.run.out'), 'utf8');
  }

  makeFolder(name: string): string {
    mkdirSync(join(this.root, name), { recursive: true });
    return join(this.root, name);
  }
}

/** No GPU is used by two jobs at once, and no job is started twice. */
export function expectSane(journal: readonly JournalEntry[]): void {
  const users = new Map<string, string>();
  const starts: string[] = [];
  for (const { event, job, gpus } of journal) {
    for (const gpu of (gpus ?? '').split(',').filter(Boolean)) {
      if (event === 'start') {
        expect(users.get(gpu), `GPU ${gpu} when ${job} starts`).toBeUndefined();
        users.set(gpu, job);
      } else if (event === 'end') users.delete(gpu);
    }
    if (event === 'start') starts.push(job);
  }
  expect(starts).toEqual([...new Set(starts)]);
}

/** Nothing that a test started lives on after it. */
afterEach(async () => {
  for (const { folder, process: scheduler } of started.splice(0)) {
    scheduler.kill('SIGKILL');
    for (const { event, pid } of folder.journal()) {
      if (event !== 'start' || !isGroupAlive(pid)) continue;
      process.kill(-pid, 'SIGKILL');
      await waitFor(`the end of group ${pid}`, () => !isGroupAlive(pid));
    }
  }
});
