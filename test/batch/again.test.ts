import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder, expectSane, type FakeJob } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { FIVE, killed } from './killed.ts';

describe('the same command again', () => {
  it('adopts running jobs after kill -9 and starts nothing twice', async () => {
    const batch = new BatchFolder(FIVE);
    await killed(batch);
    const pids = [batch.job('a').pid, batch.job('b').pid];
    const { started_utc: startedUtc } = batch.state();
    const { finished, process: second } = batch.start();
    await waitFor('the new owner', () => batch.state().owner.pid === second.pid);
    expect([batch.job('a'), batch.job('b')]).toMatchObject([
      { status: 'running', pid: pids[0], assigned_gpus: [0] },
      { status: 'running', pid: pids[1], assigned_gpus: [1] },
    ]);
    batch.open('ab');
    expect((await finished).code).toBe(0);
    expectSane(batch.journal());
    expect(batch.starts().toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(batch.state().started_utc).toBe(startedUtc);
    expect(batch.log()).toContain(`>>> ADOPT job_id=a pid=${pids[0]}`);
    expect(batch.log().match(/>>> START job_id=a/g)).toHaveLength(1);
  });

  it('learns from their records how jobs ended in between', async () => {
    const batch = new BatchFolder(
      [
        { id: 'a', gate: 'go', record: true, exit: 7 },
        { id: 'b', gate: 'go', record: true },
      ],
      {
        fail_fast: false,
      },
    );
    await killed(batch);
    batch.open('go');
    await Promise.all([batch.until('end', 'a'), batch.until('end', 'b')]);
    expect((await batch.run()).code).toBe(1);
    expectSane(batch.journal());
    expect(batch.job('a')).toMatchObject({ status: 'failed', returncode: 7 });
    expect(batch.job('b')).toMatchObject({ status: 'success', returncode: 0 });
    expect(JSON.parse(batch.jobFile('a', 'job_result.json'))).toMatchObject({ status: 'failed', returncode: 7 });
  });

  it('queues a job again that vanished without a record', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', gate: 'go', record: true },
    ]);
    await killed(batch);
    process.kill(-(batch.job('a').pid ?? NaN), 'SIGKILL');
    batch.open('go');
    expect((await batch.run()).code).toBe(0);
    expect(batch.starts().toSorted()).toEqual(['a', 'a', 'b']);
    expect(
      batch
        .journal()
        .filter(({ event, job }) => event === 'start' && job === 'a')
        .at(-1)?.attempt,
    ).toBe(2);
    expect(batch.log()).toContain('>>> INTERRUPTED job_id=a');
  });

  it('finds a job that was spawned but not saved', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go', record: true },
      { id: 'b', gate: 'go', record: true },
    ]);
    await killed(batch);
    // As if it had died before it could write anything down about its job.
    const state = readFileSync(batch.statePath, 'utf8')
      .replaceAll('"running"', '"queued"')
      .replace(/"pid": \d+,\n\s+"progress"/g, '"pid": null, "progress"');
    writeFileSync(batch.statePath, state);
    writeFileSync(join(batch.root, 'jobs/b/job_identity.json'), '');
    const { finished, process: second } = batch.start();
    await waitFor('the new owner', () => batch.state().owner.pid === second.pid);
    expect([batch.job('a').status, batch.job('b').status]).toEqual(['running', 'running']);
    batch.open('go');
    expect((await finished).code).toBe(0);
    expectSane(batch.journal());
  });

  it('believes the record of a job that ended before anything else was written about it', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go', record: true },
      { id: 'b', gate: 'go', record: true },
    ]);
    await killed(batch);
    batch.open('go');
    await Promise.all([batch.until('end', 'a'), batch.until('end', 'b')]);
    rmSync(join(batch.root, 'jobs/a/job_identity.json'));
    const state = readFileSync(batch.statePath, 'utf8').replaceAll('"running"', '"queued"');
    writeFileSync(batch.statePath, state.replaceAll('"attempts": 1', '"attempts": 0'));
    expect((await batch.run()).code).toBe(0);
    expectSane(batch.journal());
  });

  it('counts a failure once when it dies while the retry waits for a GPU', async () => {
    const batch = new BatchFolder(
      [
        { id: 'wide', gpus: 2, after: ['a'], gate: 'wide', record: true },
        { id: 'a', gate: 'a', record: true },
        { id: 'b', gate: 'b', record: true, exit: 1, retries: 1 },
      ],
      { fail_fast: false },
    );
    const first = batch.start();
    await Promise.all([batch.until('start', 'a'), batch.until('start', 'b')]);
    batch.open('a');
    await batch.untilState('the end of a', (job) => job('a').status === 'success');
    batch.open('b');
    await batch.untilState('the retry that waits', (job) => job('b').reason === 'retry' && job('wide').pid !== null);
    first.process.kill('SIGKILL');
    await first.finished;
    batch.open('wide');
    expect((await batch.run()).code).toBe(1);
    expect(batch.starts().toSorted()).toEqual(['a', 'b', 'b', 'wide']);
    expect(batch.job('b')).toMatchObject({ status: 'failed', failed_attempts: 1, attempts: 2 });
  });

  it('a job whose output_root was changed in between begins anew: nothing is there', async () => {
    const jobs: FakeJob[] = [
      { id: 'a', record: true },
      { id: 'b', gate: 'go', record: true },
    ];
    const batch = new BatchFolder(jobs);
    const first = batch.start();
    await batch.untilState('the end of a', (job) => job('a').status === 'success' && job('b').pid !== null);
    first.process.kill('SIGKILL');
    await first.finished;
    batch.writeSpec(jobs.map((job) => (job.id === 'a' ? { ...job, outputRoot: 'elsewhere' } : job)));
    batch.open('go');
    expect((await batch.run()).code).toBe(0);
    expect(batch.starts().toSorted()).toEqual(['a', 'a', 'b']);
    expect(batch.log()).toContain(`>>> WARNING: a begins anew: its output_root was ${join(batch.root, 'jobs/a')}`);
  });

  it('runs all jobs again after a finished batch, keeps the old state and appends to the logs', async () => {
    const batch = new BatchFolder([{ id: 'a', print: 'hello' }]);
    await batch.run();
    const first = batch.state();
    await batch.run();
    const kept = readdirSync(batch.root).filter((name) => /^scheduler_state\..+\.json$/.test(name));
    expect(kept).toEqual([`scheduler_state.${first.finished_utc?.replace('+00:00', 'Z').replaceAll(':', '')}.json`]);
    expect(JSON.parse(readFileSync(join(batch.root, kept[0] ?? ''), 'utf8'))).toEqual(first);
    expect(batch.starts()).toEqual(['a', 'a']);
    expect(batch.log().match(/>>> START job_id=a/g)).toHaveLength(2);
    expect(batch.jobFile('a', 'scheduler_stdout.log')).toBe('hello\nhello\n');
  });

  it('goes on after a stop', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', after: ['a'] },
    ]);
    const { process: scheduler, finished } = batch.start();
    await batch.until('start', 'a');
    scheduler.kill('SIGTERM');
    await finished;
    batch.open('go');
    expect((await batch.run()).code).toBe(0);
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'success' });
  });

  it.each([
    ['is empty', () => ''],
    ['is truncated', (text: string) => text.slice(0, text.length / 2)],
    ['has a newer schema', (text: string) => text.replace('"schema_version": 1', '"schema_version": 99')],
  ])('adopts running jobs when the state file %s, and keeps a copy of it', async (_, damage) => {
    const batch = new BatchFolder(FIVE);
    await killed(batch);
    const damaged = damage(readFileSync(batch.statePath, 'utf8'));
    writeFileSync(batch.statePath, damaged);
    const { finished } = batch.start();
    await waitFor('the word about it', () => batch.log().includes('cannot be used'));
    batch.open('ab');
    expect((await finished).code).toBe(0);
    expectSane(batch.journal());
    const [kept = ''] = readdirSync(batch.root).filter((name) => name.startsWith('scheduler_state.unreadable.'));
    expect(batch.log()).toContain(join(batch.root, kept));
    expect(readFileSync(join(batch.root, kept), 'utf8')).toBe(damaged);
  });

  it('waits for what a job left behind when its leader ended in between', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'a', grandchild: 'child', record: true }, { id: 'b' }], {
      gpus: [0],
    });
    const { process: scheduler, finished } = batch.start();
    await batch.untilState('a running', (job) => job('a').pid !== null);
    await batch.until('start', 'a');
    scheduler.kill('SIGKILL');
    await finished;
    batch.open('a');
    await batch.until('end', 'a');
    const second = batch.start();
    await waitFor('the word about it', () => batch.log().includes('>>> WAIT job_id=a'));
    expect(batch.has('start', 'b')).toBe(false);
    batch.open('child');
    expect((await second.finished).code).toBe(0);
    expect(batch.journal().map(({ event, job }) => `${event} ${job}`)).toEqual([
      'start a',
      'end a',
      'grandchild a',
      'start b',
      'end b',
    ]);
  });

  it('leaves no lock behind', async () => {
    const batch = new BatchFolder([{ id: 'a', exit: 1 }]);
    await batch.run();
    expect(readdirSync(batch.root).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(join(batch.root, 'bezierfit_batch.pid'))).toBe(false);
  });
});
