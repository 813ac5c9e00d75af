import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/base/random.ts';
import { BatchFolder, expectSane, type FakeJob } from '../helpers/batch-folder.ts';

/** More with BEZIERFIT_SOAK=100. */
const SEEDS = Number(process.env.BEZIERFIT_SOAK ?? 3);
const KILLS = 4;

function randomJobs(random: Random): FakeJob[] {
  return Array.from({ length: 8 }, (_, i) => ({
    id: `job${i}`,
    gpus: random.below(4),
    after: i > 0 && random.below(3) === 0 ? [`job${random.below(i)}`] : [],
    workMs: random.below(400),
    record: true,
  }));
}

describe('kill -9 of the scheduler at random moments', () => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))('seed %i', async (seed) => {
    const random = new Random(seed);
    const policy = random.below(2) ? 'fill_first' : 'round_robin';
    const batch = new BatchFolder(randomJobs(random), { gpus: [0, 1, 2], max_running_jobs: 3, policy });
    const isFinished = (): boolean => existsSync(batch.statePath) && batch.state().finished_utc !== null;
    for (let kill = 0; kill < KILLS && !isFinished(); kill++) {
      const { process: scheduler, finished } = batch.start();
      await pause(150 + random.below(500)); // the moment of the kill is what is tried, not a wait for something
      scheduler.kill('SIGKILL');
      await finished;
    }
    if (!isFinished()) await batch.run();
    expectSane(batch.journal());
    expect(batch.starts().toSorted()).toEqual(Array.from({ length: 8 }, (_, i) => `job${i}`));
    expect(batch.state()).toMatchObject({ counts: { success: 8 }, free_gpus: [0, 1, 2] });
  });
});
