import { spawnSync } from 'node:child_process';
import { mkdirSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf, ownIdentity } from '../../../src/base/process-identity.ts';
import { Lock, lockHolder, lockPathOf } from '../../../src/formats/mxt/lock.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const item = () => join(temporaryFolder(), 'a.mrc.mxt');
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('Lock', () => {
  it('is held by one at a time and says by whom', () => {
    const mxt = item();
    const lock = Lock.acquire(mxt, 'run-1');
    if (!(lock instanceof Lock)) throw new Error('expected the lock');
    expect(JSON.parse(readFileSync(lockPathOf(mxt), 'utf8'))).toMatchObject({ ...ownIdentity(), run_id: 'run-1' });
    expect(Lock.acquire(mxt, 'run-2')).toMatchObject({ pid: process.pid, run_id: 'run-1' });
    lock.release();
    expect(existsSync(lockPathOf(mxt))).toBe(false);
    expect(lockHolder(mxt)).toBeNull();
  });
  it.each([
    ['of a dead process', () => ({ ...ownIdentity(), pid: deadPid() })],
    ['of the older program, dead', () => ({ pid: deadPid() })],
    ['of a pid that now belongs to another process', () => ({ ...ownIdentity(), process_start: '1' })],
    ['of the older program whose pid is used again', () => ({ pid: process.pid, started_utc: '2001-01-01T00:00:00Z' })],
    ['from before a reboot', () => ({ ...ownIdentity(), boot_id: 'another' })],
  ])('%s is taken over', (_, owner) => {
    const mxt = item();
    writeFileSync(lockPathOf(mxt), JSON.stringify({ run_id: 'old', started_utc: '2026-01-01T00:00:00Z', ...owner() }));
    const lock = Lock.acquire(mxt, 'new');
    expect(lock).toBeInstanceOf(Lock);
    if (lock instanceof Lock) lock.release();
  });
  it('of a living process of the older program is respected', () => {
    const mxt = item();
    const started_utc = new Date().toISOString();
    writeFileSync(lockPathOf(mxt), JSON.stringify({ pid: process.pid, run_id: 'old', started_utc }));
    expect(Lock.acquire(mxt, 'new')).toMatchObject({ run_id: 'old' });
  });
  it.each(['another host', 'nobody'])('of %s counts while it is young', (who) => {
    const mxt = item();
    const other = { ...identityOf(process.pid), host: 'elsewhere', boot_id: 'another', run_id: 'other' };
    writeFileSync(lockPathOf(mxt), who === 'nobody' ? '' : JSON.stringify(other));
    expect(Lock.acquire(mxt, 'new')).not.toBeInstanceOf(Lock);
    const old = new Date(Date.now() - 61_000);
    utimesSync(lockPathOf(mxt), old, old);
    const lock = Lock.acquire(mxt, 'new');
    expect(lock).toBeInstanceOf(Lock);
    if (lock instanceof Lock) lock.release();
  });
  it('that is no file is refused with its name', () => {
    const mxt = item();
    mkdirSync(lockPathOf(mxt));
    expect(() => Lock.acquire(mxt, 'new')).toThrow(`${lockPathOf(mxt)}: is not a file`);
  });
});
