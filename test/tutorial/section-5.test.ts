import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';

describe('tutorial 5.1 scheduler-level files, in the run root', () => {
  it('bezierfit_batch.run.out is the scheduler log', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    const { stdout } = await batch.run();
    expect(batch.log()).toBe(stdout);
    expect(batch.log()).toMatch(/^>>> START job_id=a kind=bezierfit_particle_pms depends_on=\[\] gpus=\[0\] pid=\d+$/m);
    expect(batch.log()).toMatch(/^>>> DONE job_id=a status=success rc=0$/m);
  });

  it('scheduler_state.json is live: statuses, free GPUs, counts, progress and times', async () => {
    const progress = { done: 1, total: 4, unit: 'stacks', rate: null, eta_s: null };
    const batch = new BatchFolder(
      [
        { id: 'a', gate: 'go', progress },
        { id: 'b', gate: 'go' },
        { id: 'c', after: ['a'] },
      ],
      {
        gpus: [0, 1, 2],
      },
    );
    const { finished } = batch.start();
    await batch.untilState('progress', (job) => job('a').progress !== null && job('b').status === 'running');
    expect(batch.state()).toMatchObject({
      finished_utc: null,
      free_gpus: [2],
      counts: { queued: 1, running: 2, success: 0, failed: 0, canceled: 0 },
    });
    expect(batch.job('a')).toMatchObject({ status: 'running', progress, finished_utc: null });
    batch.open('go');
    await finished;
    const { started_utc, finished_utc, jobs } = batch.state();
    const times = [started_utc, jobs[0]?.started_utc, jobs[0]?.finished_utc, jobs[2]?.started_utc, finished_utc];
    expect(times).toEqual(times.toSorted());
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/.test(time ?? ''))).toBe(true);
  });
});

describe("tutorial 5.2 per-job files, in the job's output_root", () => {
  it('stdout, stderr, the resolved spec and the result', async () => {
    const batch = new BatchFolder([{ id: 'a', print: 'some words' }]);
    await batch.run();
    const folder = join(batch.root, 'jobs/a');
    const names = ['scheduler_stdout.log', 'scheduler_stderr.log', 'job_spec_resolved.json', 'job_result.json'];
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(names));
    expect(batch.jobFile('a', 'scheduler_stdout.log')).toBe('some words\n');
    expect(statSync(join(folder, 'scheduler_stderr.log')).size).toBe(0);
    expect(JSON.parse(batch.jobFile('a', 'job_spec_resolved.json'))).toMatchObject({
      job_id: 'a',
      output_root: folder,
    });
    expect(JSON.parse(batch.jobFile('a', 'job_result.json'))).toMatchObject({
      job_id: 'a',
      status: 'success',
      returncode: 0,
      gpu_ids: [0],
      stdout_path: join(folder, 'scheduler_stdout.log'),
    });
  });
});

describe('tutorial 3.6 and 6 stopping a batch', () => {
  it('the pid is in bezierfit_batch.pid; SIGTERM ends it, jobs not started are canceled, and a re-run goes on', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', after: ['a'] },
    ]);
    const { finished } = batch.start();
    await batch.until('start', 'a');
    process.kill(batch.pid(), 'SIGTERM');
    expect((await finished).code).toBe(1);
    expect(batch.job('b')).toMatchObject({ status: 'canceled', reason: 'canceled_by_interrupt' });
    expect(existsSync(join(batch.root, 'bezierfit_batch.pid'))).toBe(false);
    batch.open('go');
    expect((await batch.run()).code).toBe(0);
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'success' });
  });

  it('running jobs get time to clean up after SIGTERM', async () => {
    const batch = new BatchFolder([{ id: 'a', onTerm: 143, gate: 'never' }]);
    const { process: scheduler, finished } = batch.start();
    await batch.until('start', 'a');
    scheduler.kill('SIGTERM');
    await finished;
    expect(batch.has('end', 'a')).toBe(true);
    expect(batch.job('a')).toMatchObject({ status: 'canceled', returncode: 143 });
  });
});
