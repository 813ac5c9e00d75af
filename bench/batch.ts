import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pick } from '../src/batch/pick.ts';
import { runBatch } from '../src/batch/run-batch.ts';
import { entryOf, newBatch, type BatchState } from '../src/batch/state.ts';
import { formatState } from '../src/batch/state-file.ts';
import { step } from '../src/batch/step.ts';
import type { BatchPlan, PlannedJob } from '../src/spec/types.ts';

const UTC = '2026-01-01T00:00:00.000000+00:00';
const HAND_OVERS = 200;
const MANY = 10_000;

function planOf(count: number, root: string, argv: string[]): BatchPlan {
  const settings = {
    policy: 'fill_first',
    fail_fast: true,
    avoid_busy_gpus: false,
    runner: 'memxterminator',
    python: null,
  } as const;
  const jobs = Array.from({ length: count }, (_, i): PlannedJob => ({
    job_id: `job_${String(i).padStart(5, '0')}`,
    kind: 'bezierfit_particle_pms',
    enabled: true,
    output_root: join(root, `job_${i}`),
    resources: { gpus: 1, procs: null },
    depends_on: [],
    retries: 0,
    args: {},
    procs: 1,
    argv,
  }));
  return { scheduler: { ...settings, gpus: [0], max_running_jobs: 1 }, jobs, notes: [] };
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? NaN;

/** How soon the next job starts when one ends, and the cost of a state of 10,000 jobs. */
export async function run(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'bezierfit-bench-'));
  try {
    await measureHandOver(root);
    measureMany();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measureHandOver(root: string): Promise<void> {
  const gapsMs: number[] = [];
  let endedMs = NaN;
  const begin = performance.now();
  await runBatch(planOf(HAND_OVERS + 1, root, ['true']), {
    statePath: join(root, 'state.json'),
    echo: { line: () => {} },
    stop: new AbortController().signal,
    onChange: (_state, _before, { type }) => {
      if (type === 'ended') endedMs = performance.now();
      if (type === 'spawned' && endedMs > 0) gapsMs.push(performance.now() - endedMs);
    },
  });
  const perJobMs = (performance.now() - begin) / (HAND_OVERS + 1);
  console.log(
    `end of a job to the next one's process: median ${quantile(gapsMs, 0.5).toFixed(1)} ms, ` +
      `worst ${quantile(gapsMs, 1).toFixed(1)} ms (limit 50); ${perJobMs.toFixed(1)} ms for a whole empty job`,
  );
}

function measureMany(): void {
  let state: BatchState = newBatch(planOf(MANY, '/runs', ['true']), UTC);
  const first = performance.now();
  const bytes = formatState(state, 0).length;
  const firstMs = performance.now() - first;
  const identity = { pid: 1, process_start: '1', boot_id: null, host: 'host' };
  const savesMs: number[] = [];
  const begin = performance.now();
  for (let choices = pick(state); choices[0]; choices = pick(state)) {
    const [choice] = choices;
    state = step(state, { type: 'started', ...choice, utc: UTC });
    state = step(state, { type: 'spawned', job: choice.job, attempt: 1, identity });
    state = step(state, {
      type: 'ended',
      job: choice.job,
      attempt: 1,
      returncode: 0,
      failure: null,
      missing: [],
      utc: UTC,
    });
    if (choice.job % 100 > 0) continue;
    const saved = performance.now();
    formatState(state, 0);
    savesMs.push(performance.now() - saved);
  }
  const perJobMs = (performance.now() - begin - savesMs.reduce((a, b) => a + b)) / MANY;
  if (entryOf(state, MANY - 1).status.name !== 'done') throw new Error('not all jobs are done');
  console.log(`${MANY} jobs: decisions ${perJobMs.toFixed(2)} ms a job; state of ${(bytes / 1e6).toFixed(1)} MB`);
  console.log(`  put into words first ${firstMs.toFixed(0)} ms, then ${quantile(savesMs, 0.5).toFixed(1)} ms a save`);
}
