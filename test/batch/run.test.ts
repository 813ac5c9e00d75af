import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder, expectSane, type FakeJob } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';

describe('bezierfit-batch', () => {
  it('runs jobs side by side on GPUs of their own, and dependents after what they need', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', gate: 'go' },
      { id: 'c', after: ['a', 'b'] },
    ]);
    const { finished } = batch.start();
    await Promise.all([batch.until('start', 'a'), batch.until('start', 'b')]);
    expect(batch.has('start', 'c')).toBe(false);
    batch.open('go');
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
    expectSane(batch.journal());
    expect(batch.starts().at(-1)).toBe('c');
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'success', c: 'success' });
    expect(batch.state()).toMatchObject({ free_gpus: [0, 1], counts: { success: 3, running: 0 } });
  });

  it('starts no more than max_running_jobs at once', async () => {
    const jobs = ['a', 'b', 'c', 'd'].map((id): FakeJob => ({ id, gate: id }));
    const batch = new BatchFolder(jobs, { gpus: [0, 1, 2, 3] });
    const { finished } = batch.start(['--max_running_jobs', '2']);
    await batch.untilState('two running', (job) => job('a').status === 'running' && job('b').status === 'running');
    for (const id of ['a', 'b', 'c', 'd']) {
      await batch.until('start', id);
      expect(batch.journal().filter(({ event }) => event === 'start').length).toBeLessThanOrEqual(
        batch.journal().filter(({ event }) => event === 'end').length + 2,
      );
      batch.open(id);
      await batch.until('end', id);
    }
    expect((await finished).code).toBe(0);
  });

  it('gives the lowest ids first with fill_first, and walks round with round_robin', async () => {
    const jobs = ['a', 'b', 'c'].map((id, i): FakeJob => ({ id, after: ['a', 'b'].slice(i - 1, i) }));
    const gpusOf = async (policy: string): Promise<number[][]> => {
      const batch = new BatchFolder(jobs, { gpus: [2, 0, 1] });
      await batch.run(['--policy', policy]);
      return batch.state().jobs.map((job) => job.assigned_gpus);
    };
    expect(await gpusOf('fill_first')).toEqual([[0], [0], [0]]);
    expect(await gpusOf('round_robin')).toEqual([[2], [0], [1]]);
  });

  it('does not starve a wide job: those behind it pass only so often', async () => {
    const small = Array.from({ length: 8 }, (_, i): FakeJob => ({ id: `small${i}`, gate: `small${i}` }));
    const batch = new BatchFolder([{ id: 'first', gate: 'first' }, { id: 'wide', gpus: 2 }, ...small]);
    const { finished } = batch.start();
    await batch.until('start', 'first');
    for (let i = 0; i < 2; i++) {
      await batch.until('start', `small${i}`);
      batch.open(`small${i}`);
    }
    await batch.untilState('two have passed', (job) => job('small1').status === 'success');
    batch.open('first');
    await batch.until('start', 'wide');
    for (let i = 2; i < 8; i++) batch.open(`small${i}`);
    expect((await finished).code).toBe(0);
    expect(batch.starts().slice(0, 3).toSorted()).toEqual(['first', 'small0', 'small1']);
    expect(batch.starts()[3]).toBe('wide');
    expectSane(batch.journal());
  });

  it('gives a job its GPUs alone, physical order, its output root, and its arguments', async () => {
    const batch = new BatchFolder(
      [
        { id: 'gpu', gpus: 2, environment: true },
        { id: 'cpu', gpus: 0, environment: true },
      ],
      { gpus: [3, 1] },
    );
    expect((await batch.run([], { CUDA_DEVICE_ORDER: 'FASTEST_FIRST' })).code).toBe(0);
    const [gpu, cpu] = ['gpu', 'cpu'].map((id) => JSON.parse(batch.jobFile(id, 'environment.json')));
    expect(gpu).toMatchObject({
      CUDA_VISIBLE_DEVICES: '1,3',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      BEZIERFIT_ATTEMPT: '1',
      cwd: join(batch.root, 'jobs/gpu'),
    });
    expect(cpu).toMatchObject({ CUDA_VISIBLE_DEVICES: '', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' });
    const resolved = JSON.parse(batch.jobFile('gpu', 'job_spec_resolved.json'));
    expect(resolved.argv.slice(1)).toEqual(gpu.argv);
    expect(resolved).toMatchObject({ job_id: 'gpu', assigned_gpus: [1, 3], resources: { gpus: 2, procs: null } });
  });

  it('appends to the logs of a job and survives a flood of output', async () => {
    const batch = new BatchFolder([{ id: 'a', flood: 5000, print: 'the end' }]);
    await batch.run();
    await batch.run();
    const text = batch.jobFile('a', 'scheduler_stdout.log');
    expect(text.length).toBe(2 * (5000 * 1024 + 'the end\n'.length));
  });

  it('shows the progress of a running job in the state', async () => {
    const progress = { done: 3, total: 10, unit: 'stacks', rate: 1.5, eta_s: 5 };
    const batch = new BatchFolder([{ id: 'a', gate: 'go', progress }]);
    const { finished } = batch.start();
    await batch.untilState('progress', (job) => job('a').progress?.done === 3);
    expect(batch.job('a').progress).toEqual(progress);
    batch.open('go');
    await finished;
    expect(batch.job('a').progress).toEqual(progress);
  });

  it('cancels a disabled job without touching its folder', async () => {
    const batch = new BatchFolder([{ id: 'a' }, { id: 'b', enabled: false }]);
    expect((await batch.run()).code).toBe(0);
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'canceled/disabled' });
    expect(readdirSync(join(batch.root, 'jobs'))).toEqual(['a']);
  });

  it('keeps the GPUs of a job whose leader has ended while a child lives', async () => {
    const batch = new BatchFolder([{ id: 'a', grandchild: 'child' }, { id: 'b' }], { gpus: [0] });
    const { finished } = batch.start();
    await batch.until('end', 'a');
    await waitFor('the word about it', () => batch.log().includes('>>> WAIT job_id=a'));
    await waitFor('the state', () => batch.state().free_gpus.length === 0); // it may be 200 ms old
    expect(batch.has('start', 'b')).toBe(false);
    batch.open('child');
    expect((await finished).code).toBe(0);
    const events = batch.journal().map(({ event, job }) => `${event} ${job}`);
    expect(events).toEqual(['start a', 'end a', 'grandchild a', 'start b', 'end b']);
  });

  it('records each exit code, a signal as its negative number', async () => {
    const batch = new BatchFolder(
      [
        { id: 'a', exit: 3 },
        { id: 'b', kill: 'SIGKILL' },
      ],
      { fail_fast: false },
    );
    expect((await batch.run()).code).toBe(1);
    expect(batch.job('a')).toMatchObject({ status: 'failed', returncode: 3, reason: null });
    expect(batch.job('b')).toMatchObject({ status: 'failed', returncode: -9, reason: null });
    expect(JSON.parse(batch.jobFile('b', 'job_result.json'))).toMatchObject({ status: 'failed', returncode: -9 });
  });

  it('a signal after the own exit record of a job changes nothing', async () => {
    const batch = new BatchFolder(
      [
        { id: 'a', record: true, dieAtEnd: 'SIGABRT' },
        { id: 'b', record: true, dieAtEnd: 'SIGKILL', exit: 3 },
        { id: 'c', dieAtEnd: 'SIGABRT' },
      ],
      { fail_fast: false },
    );
    expect((await batch.run()).code).toBe(1);
    expect(batch.job('a')).toMatchObject({ status: 'success', returncode: 0 });
    expect(batch.job('b')).toMatchObject({ status: 'failed', returncode: 3 });
    expect(batch.job('c')).toMatchObject({ status: 'failed', returncode: -6 });
  });

  it('fail_fast false: cancels only what depends on the failed job', async () => {
    const jobs: FakeJob[] = [
      { id: 'bad', exit: 1 },
      { id: 'child', after: ['bad'] },
      { id: 'grandchild', after: ['child'] },
      { id: 'other' },
    ];
    const batch = new BatchFolder(jobs, { fail_fast: false });
    expect((await batch.run()).code).toBe(1);
    expect(batch.outcomes()).toEqual({
      bad: 'failed',
      child: 'canceled/upstream_failed',
      grandchild: 'canceled/upstream_failed',
      other: 'success',
    });
    expect(JSON.parse(batch.jobFile('child', 'job_result.json'))).toMatchObject({ status: 'canceled', pid: null });
  });

  it('fail_fast true: ends what runs and cancels the rest', async () => {
    const jobs: FakeJob[] = [
      { id: 'long', gate: 'never' },
      { id: 'bad', exit: 1, gate: 'fail' },
      { id: 'next' },
      { id: 'after', after: ['long'] },
    ];
    const batch = new BatchFolder(jobs);
    const { finished } = batch.start();
    await Promise.all([batch.until('start', 'long'), batch.until('start', 'bad')]);
    batch.open('fail');
    const { code, stdout } = await finished;
    expect(code).toBe(1);
    expect(batch.outcomes()).toEqual({
      long: 'canceled/canceled_by_fail_fast',
      bad: 'failed',
      next: 'canceled/canceled_by_fail_fast',
      after: 'canceled/upstream_failed',
    });
    expect(batch.job('long').returncode).toBe(-15);
    expect(stdout).toContain(
      '>>> DONE job_id=bad status=failed rc=1\n>>> FAIL_FAST triggered by job_id=bad. Terminating',
    );
  });

  it('goes on when the state cannot be saved for a while', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const { finished } = batch.start();
    await batch.until('start', 'a');
    await batch.untilState('a running', (job) => job('a').pid !== null);
    rmSync(batch.statePath);
    mkdirSync(join(batch.statePath, 'in the way'), { recursive: true });
    batch.open('go');
    await waitFor('the complaint', () => batch.log().includes('>>> WARNING: the state cannot be saved'));
    rmSync(batch.statePath, { recursive: true });
    expect((await finished).code).toBe(0);
    expect(batch.outcomes()).toEqual({ a: 'success' });
  });

  it('fails a job that cannot be started, and says why', async () => {
    const batch = new BatchFolder([{ id: 'a' }, { id: 'b' }], { fail_fast: false });
    const blocker = batch.makeFolder('jobs/a/scheduler_stdout.log');
    expect((await batch.run()).code).toBe(1);
    expect(batch.outcomes()).toEqual({ a: 'failed/start_failed', b: 'success' });
    expect(batch.log()).toContain('>>> WARNING job_id=a cannot be started: EISDIR');
    expect(batch.log()).toContain(blocker);
  });
});
