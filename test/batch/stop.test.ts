import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGroupAlive } from '../../src/batch/process-group.ts';
import { BatchFolder, type FakeJob } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';

const JOBS: FakeJob[] = [{ id: 'a', gate: 'never' }, { id: 'b', gate: 'never' }, { id: 'c' }];

describe('stopping a batch', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends running jobs and cancels the rest', async (signal) => {
    const batch = new BatchFolder(JOBS);
    const { process: scheduler, finished } = batch.start();
    await Promise.all([batch.until('start', 'a'), batch.until('start', 'b')]);
    expect(batch.pid()).toBe(scheduler.pid);
    scheduler.kill(signal);
    expect(await finished).toMatchObject({ code: 1, signal: null, stderr: '' });
    const canceled = 'canceled/canceled_by_interrupt';
    expect(batch.outcomes()).toEqual({ a: canceled, b: canceled, c: canceled });
    expect(batch.job('a').returncode).toBe(-15);
    expect(batch.state()).toMatchObject({ free_gpus: [0, 1], counts: { canceled: 3 } });
    expect(batch.state().finished_utc).not.toBeNull();
    expect(JSON.parse(batch.jobFile('c', 'job_result.json')).status).toBe('canceled');
    expect(batch.log()).toContain('>>> Batch results: {');
    expect(existsSync(join(batch.root, 'bezierfit_batch.pid'))).toBe(false);
  });

  it('ends a suspended job at once, as any other', async () => {
    const batch = new BatchFolder([{ id: 'a', onTerm: 143, gate: 'never' }]);
    const { process: scheduler, finished } = batch.start([], { BEZIERFIT_GRACE_S: '3600' });
    await batch.until('start', 'a');
    await batch.untilState('its pid', (job) => job('a').pid !== null);
    process.kill(batch.job('a').pid ?? 0, 'SIGSTOP');
    scheduler.kill('SIGTERM');
    expect((await finished).code).toBe(1);
    expect(batch.job('a')).toMatchObject({ returncode: 143, reason: 'canceled_by_interrupt' });
  });

  it('kills a job that ignores SIGTERM after the grace period; a second stop does no harm', async () => {
    const batch = new BatchFolder([{ id: 'a', ignoreTerm: true, gate: 'never' }]);
    const { process: scheduler, finished } = batch.start([], { BEZIERFIT_GRACE_S: '0.5' });
    await batch.until('start', 'a');
    scheduler.kill('SIGTERM');
    await batch.until('term', 'a');
    scheduler.kill('SIGTERM');
    scheduler.kill('SIGINT');
    expect((await finished).code).toBe(1);
    expect(batch.job('a')).toMatchObject({ returncode: -9, reason: 'canceled_by_interrupt' });
    expect(batch.journal().filter(({ event }) => event === 'term')).toHaveLength(1);
  });

  it('ends the whole group, also children that outlive their leader', async () => {
    const batch = new BatchFolder([{ id: 'a', grandchild: 'never' }]);
    const { process: scheduler, finished } = batch.start([], { BEZIERFIT_GRACE_S: '0.5' });
    await waitFor('the lingering group', () => batch.has('end', 'a') && batch.log().includes('>>> WAIT'));
    scheduler.kill('SIGTERM');
    expect((await finished).code).toBe(0); // the job itself had done its work
    expect(isGroupAlive(batch.job('a').pid ?? 0)).toBe(false);
  });

  it('counts a job that still ends well as a success', async () => {
    const batch = new BatchFolder([
      { id: 'a', onTerm: 0, gate: 'never' },
      { id: 'b', after: ['a'] },
    ]);
    const { process: scheduler, finished } = batch.start();
    await batch.until('start', 'a');
    scheduler.kill('SIGTERM');
    expect((await finished).code).toBe(1);
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'canceled/canceled_by_interrupt' });
  });

  it('goes on when the terminal is closed', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', after: ['a'] },
    ]);
    const { process: scheduler, finished } = batch.start();
    await batch.until('start', 'a');
    scheduler.stdout?.destroy();
    scheduler.stderr?.destroy();
    scheduler.kill('SIGHUP');
    batch.open('go');
    expect((await finished).code).toBe(0);
    expect(batch.log()).toContain('>>> DONE job_id=b status=success rc=0');
  });
});
