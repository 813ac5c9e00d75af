import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { Lock, lockPathOf } from '../../../src/formats/mxt/lock.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const refusal = vi.hoisted(() => ({ code: 'EPERM' }));
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  linkSync: () => {
    throw Object.assign(new Error('no hard links here'), { code: refusal.code });
  },
}));

it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])(
  'a file system that answers %s to a hard link has locks all the same',
  (code) => {
    refusal.code = code;
    const mxt = join(temporaryFolder(), 'a.mrc.mxt');
    const lock = Lock.acquire(mxt, 'run-1');
    if (!(lock instanceof Lock)) throw new Error('expected the lock');
    expect(JSON.parse(readFileSync(lockPathOf(mxt), 'utf8'))).toMatchObject({ run_id: 'run-1' });
    expect(Lock.acquire(mxt, 'run-2')).toMatchObject({ run_id: 'run-1' });
    lock.release();
    expect(existsSync(lockPathOf(mxt))).toBe(false);
    expect(readdirSync(dirname(mxt))).toEqual([]);
  },
);

it('any other error is thrown, and nothing stays', () => {
  refusal.code = 'EIO';
  const mxt = join(temporaryFolder(), 'a.mrc.mxt');
  expect(() => Lock.acquire(mxt, 'run-1')).toThrow('no hard links');
  expect(readdirSync(dirname(mxt))).toEqual([]);
});
