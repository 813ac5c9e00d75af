import { expect, it } from 'vitest';
import { thisMachine } from '../../src/base/machine.ts';
import { workerCount } from '../../src/jobs/worker-count.ts';

const GIB = 2 ** 30;

const BOX_256 = { boxPx: 256 };

it('uses every core unless told otherwise', () => {
  expect(workerCount(null, BOX_256, { cores: 24, memoryBytes: 64 * GIB })).toEqual({ count: 24, note: null });
  expect(workerCount(3, BOX_256, { cores: 24, memoryBytes: 64 * GIB })).toEqual({ count: 3, note: null });
});

it('starts no more threads than there are cores, and says so', () => {
  const { count, note } = workerCount(64, BOX_256, { cores: 8, memoryBytes: 64 * GIB });
  expect(count).toBe(8);
  expect(note).toBe('procs 64 limited to 8: there are 8 cores');
});

it('starts no more threads than half the memory holds, but one always', () => {
  expect(workerCount(8, { boxPx: 1024 }, { cores: 8, memoryBytes: GIB / 2 })).toEqual({
    count: 3,
    note: 'procs 8 limited to 3: half of 0.5 GiB memory holds no more, at 60 MiB a thread',
  });
  expect(workerCount(8, BOX_256, { cores: 8, memoryBytes: GIB / 2 }).count).toBe(8);
  expect(workerCount(8, BOX_256, { cores: 8, memoryBytes: 1 }).count).toBe(1);
});

it('knows this machine', () => {
  const { cores, memoryBytes } = thisMachine();
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(memoryBytes).toBeGreaterThan(2 ** 26);
  expect(Number.isFinite(memoryBytes)).toBe(true);
});
