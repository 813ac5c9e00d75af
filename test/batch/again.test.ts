import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootId } from '../../src/base/process-identity.ts';
import { BatchFolder, expectSane, type FakeJob } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';

/** Two that run, three that wait. */
const FIVE: FakeJob[] = [
  { id: 'a', gate: 'ab', record: true },
  { id: 'b', gate: 'ab', record: true, exit: 0 },
  { id: 'c' },
  { id: 'd', after: ['a'] },
  { id: 'e' },
];

async function killed(batch: BatchFolder): Promise<void> {
  const { process: scheduler, finished } = batch.start();
  await Promise.all([batch.until('start', 'a'), batch.until('start', 'b')]);
  await batch.untilState('both running', (job) => job('a').pid !== null && job('b').pid !== null);
  scheduler.kill('SIGKILL');
  await finished;
}

describe('the same command again', () => {
  it('refuses while the scheduler lives, and names it', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const first = batch.start();
    await batch.until('start', 'a');
    const before = batch.log();
    const second = await batch.run();
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`already running this batch: pid ${first.process.pid} on host ${hostname()}`);
    expect(batch.log()).toBe(before);
    batch.open('go');
    expect((await first.finished).code).toBe(0);
    expectSane(batch.journal());
  });

  it('lets exactly one of several that start together run', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const rivals = [batch.start(), batch.start(), batch.start()];
    await batch.until('start', 'a');
    const codes: (number | null)[] = [];
    for (const rival of rivals) void rival.finished.then(({ code }) => codes.push(code));
    await waitFor('the others to give way', () => codes.length === 2);
    batch.open('go');
    await waitFor('the one', () => codes.length === 3);
    expect(codes).toEqual([2, 2, 0]);
    expectSane(batch.journal());
  });

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

  it('a state that cannot be read is refused by name', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    mkdirSync(batch.statePath);
    const { code, stderr } = await batch.run();
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${batch.statePath}: is a folder, expected a file\n` });
  });

  it('signals nothing when the recorded pid belongs to another program', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', gate: 'go', record: true },
    ]);
    await killed(batch);
    const { pid } = batch.job('a');
    process.kill(-(pid ?? NaN), 'SIGKILL');
    const stranger = spawn('sleep', ['1000'], { detached: true });
    try {
      await once(stranger, 'spawn');
      for (const path of [batch.statePath, join(batch.root, 'jobs/a/job_identity.json')]) {
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll(String(pid), String(stranger.pid)));
      }
      const { finished, process: second } = batch.start();
      await batch.until('start', 'a');
      await waitFor('the second start', () => batch.starts().filter((id) => id === 'a').length === 2);
      second.kill('SIGTERM');
      expect((await finished).code).toBe(1);
      expect(stranger.signalCode).toBeNull();
      expect(batch.log()).toContain('>>> INTERRUPTED job_id=a');
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('believes an owner of the state only when it is proved alive', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    await batch.run();
    const unfinished = { ...batch.state(), finished_utc: null };
    const living = { pid: process.pid, host: hostname(), boot_id: bootId(), process_start: '1' };
    writeFileSync(batch.statePath, JSON.stringify({ ...unfinished, owner: living }));
    expect((await batch.run()).code).toBe(0);
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

  it('refuses to forget a running job that the spec no longer has', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', gate: 'go' },
    ]);
    await killed(batch);
    batch.writeSpec([{ id: 'b', gate: 'go' }]);
    const { code, stderr } = await batch.run();
    expect(code).toBe(2);
    expect(stderr).toContain(`error: job a: still runs (process group ${batch.job('a').pid})`);
  });

  it('refuses a folder in which a job of another batch runs', async () => {
    const first = new BatchFolder([{ id: 'a', gate: 'go' }]);
    first.start();
    await first.until('start', 'a');
    const second = new BatchFolder([{ id: 'x', outputRoot: join(first.root, 'jobs/a') }]);
    const { code, stderr } = await second.run();
    expect(code).toBe(2);
    expect(stderr).toContain(`is in use by process ${first.job('a').pid} of the batch ${first.statePath}`);
  });

  it('refuses while a scheduler of the older program lives, which names no owner', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    await batch.run();
    writeFileSync(batch.statePath, JSON.stringify({ ...batch.state(), owner: undefined, finished_utc: null }));
    const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'bezierfit-batch']);
    try {
      await once(living, 'spawn');
      writeFileSync(join(batch.root, 'bezierfit_batch.pid'), `${living.pid}\n`);
      const { code, stderr } = await batch.run();
      expect(code).toBe(2);
      expect(stderr).toContain(`pid ${living.pid} on host ${hostname()}`);
    } finally {
      living.kill('SIGKILL');
    }
    await once(living, 'close');
    expect((await batch.run()).code).toBe(0);
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
