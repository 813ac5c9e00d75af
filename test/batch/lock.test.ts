import { readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownIdentity, type ProcessIdentity } from '../../src/base/process-identity.ts';
import { isGroupAlive } from '../../src/batch/process-group.ts';
import { BatchFolder, expectSane, type RunningBatch } from '../helpers/batch-folder.ts';

const elsewhere = { ...ownIdentity(), host: 'elsewhere', boot_id: 'another' };
const inAnotherContainer = { ...ownIdentity(), pid_namespace: 'pid:[1]' };

const locksOf = ({ root }: BatchFolder): string[] => readdirSync(root).filter((name) => name.includes('.lock.'));

function plantLock({ root }: BatchFolder, owner: ProcessIdentity, ageMs = 0): void {
  const path = join(root, `.scheduler_state.json.lock.${owner.host}.${owner.pid}.${owner.process_start}`);
  writeFileSync(path, JSON.stringify(owner));
  const touched = new Date(Date.now() - ageMs);
  utimesSync(path, touched, touched);
}

describe('files of a living scheduler are removed', () => {
  it('a second one refuses all the same', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const { finished, process: first } = batch.start();
    await batch.untilState('a running', (job) => job('a').pid !== null);
    for (const name of readdirSync(batch.root).filter((one) => /scheduler_state|bezierfit_batch/.test(one))) {
      rmSync(join(batch.root, name));
    }
    const { code, stderr } = await batch.run();
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`pid ${first.pid} on host`) });
    batch.open('go');
    expect((await finished).code).toBe(0);
    expectSane(batch.journal());
    expect(batch.outcomes()).toEqual({ a: 'success' });
  });

  it('it makes its lock again', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', after: ['a'], gate: 'end' },
    ]);
    const { finished } = batch.start();
    await batch.untilState('a running', (job) => job('a').pid !== null);
    const locks = locksOf(batch);
    for (const name of locks) rmSync(join(batch.root, name));
    batch.open('go');
    await batch.untilState('b running', (job) => job('b').pid !== null);
    expect(locksOf(batch)).toEqual(locks);
    batch.open('end');
    expect((await finished).code).toBe(0);
    expect(locksOf(batch)).toEqual([]);
  });
});

describe('a lock whose pid means nothing here', () => {
  it.each([
    ['another host', elsewhere, 'stop it: ssh elsewhere kill'],
    ['a container with pids of its own', inAnotherContainer, 'in its container'],
  ])('of %s counts for a minute after it was touched', async (_what, owner, words) => {
    const batch = new BatchFolder([{ id: 'a' }]);
    plantLock(batch, owner, 40_000);
    const { code, stderr } = await batch.run();
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
    plantLock(batch, owner, 70_000);
    expect((await batch.run()).code).toBe(0);
    expect(locksOf(batch)).toEqual([]);
  });
});

describe('a scheduler that was suspended until another took its batch over', () => {
  const jobs = [
    { id: 'a', gate: 'go' },
    { id: 'b', gate: 'never' },
    { id: 'c', after: ['a'] },
  ];

  /** Runs a and b, then has the batch taken over while nobody answers; a's end wakes the scheduler. */
  async function takenOver(rival: ProcessIdentity): Promise<{ batch: BatchFolder; run: RunningBatch; pid: number }> {
    const batch = new BatchFolder(jobs);
    const run = batch.start();
    await batch.untilState('both running', (job) => job('a').pid !== null && job('b').pid !== null);
    await batch.until('start', 'b');
    const pid = batch.job('b').pid ?? NaN;
    run.process.kill('SIGSTOP');
    for (const name of locksOf(batch)) rmSync(join(batch.root, name));
    plantLock(batch, rival);
    writeFileSync(batch.statePath, "another's state");
    batch.open('go');
    await batch.until('end', 'a');
    run.process.kill('SIGCONT');
    return { batch, run, pid };
  }

  function expectLeft(batch: BatchFolder, { host, pid }: ProcessIdentity): void {
    expect(batch.log()).toContain(`pid ${pid} on host ${host} has taken this batch over; this scheduler leaves it`);
    expect(readFileSync(batch.statePath, 'utf8')).toBe("another's state");
    expect(batch.starts().toSorted()).toEqual(['a', 'b']);
  }

  it('on another host: it ends its jobs and leaves', async () => {
    const { batch, run, pid } = await takenOver(elsewhere);
    expect((await run.finished).code).toBe(1);
    expectLeft(batch, elsewhere);
    expect(isGroupAlive(pid)).toBe(false);
  });

  it('on this host: it leaves its jobs to that one', async () => {
    const { batch, run, pid } = await takenOver(ownIdentity());
    expect((await run.finished).code).toBe(1);
    expectLeft(batch, ownIdentity());
    expect(isGroupAlive(pid)).toBe(true);
    process.kill(-pid, 'SIGKILL');
  });
});
