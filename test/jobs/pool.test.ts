import { afterEach, describe, expect, it } from 'vitest';
import { JobError } from '../../src/base/errors.ts';
import { Stopped, WorkerPool, type PoolOptions } from '../../src/jobs/pool.ts';

const ENTRY = new URL('../fixtures/pool-worker.mjs', import.meta.url);
const pools: WorkerPool[] = [];
const newPool = (size: number, options: PoolOptions = {}) => {
  const pool = new WorkerPool(ENTRY, size, options);
  pools.push(pool);
  return pool;
};
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});

describe('WorkerPool', () => {
  it('runs every task', async () => {
    const pool = newPool(2);
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    expect(await Promise.all(numbers.map((number) => pool.run(number)))).toEqual(numbers);
  });
  it('a task that fails keeps its type and message', async () => {
    const failed = newPool(1).run('fail');
    await expect(failed).rejects.toThrow('no good');
    await expect(failed).rejects.toMatchObject({ type: 'Bad', stack: 'there' });
  });
  it.each(['die', 'crash'])('a thread that ends (%s) fails its task alone', async (task) => {
    const pool = newPool(1);
    const dying = pool.run(task);
    const after = [1, 2, 3].map((number) => pool.run(number));
    await expect(dying).rejects.toMatchObject({ type: 'WorkerDied' });
    await expect(dying).rejects.toBeInstanceOf(JobError);
    expect(await Promise.all(after)).toEqual([1, 2, 3]);
    expect(pool.size).toBe(1);
  });
  it('each thread is told its place, and so is the one that replaces it', async () => {
    const pool = newPool(1, { dataOf: (place) => `place ${place}` });
    expect(await pool.run('place')).toBe('place 0');
    await expect(pool.run('die')).rejects.toThrow('ended');
    expect(await pool.run('place')).toBe('place 0');
  });
  it('a fatal error stops the pool, and is kept', async () => {
    const pool = newPool(2, { isFatal: ({ type }) => type === 'Lost' });
    await expect(pool.run('fail')).rejects.toThrow('no good');
    expect(pool.failure).toBeNull();
    const hanging = pool.run('hang');
    await expect(pool.run('lose')).rejects.toBeInstanceOf(Stopped);
    await expect(hanging).rejects.toBeInstanceOf(Stopped);
    expect(pool.failure).toMatchObject({ type: 'Lost', message: 'all gone' });
    await expect(pool.run(1)).rejects.toBeInstanceOf(Stopped);
  });
  it('threads that end themselves are asked to', async () => {
    const pool = newPool(2, { endsItself: true });
    const waiting = [1, 2, 3, 4, 5, 6].map((task) => pool.run(task));
    const stopped = Promise.allSettled(waiting);
    await pool.stop();
    await stopped;
    await expect(pool.run(2)).rejects.toBeInstanceOf(Stopped);
  });
  it('retires its threads when they have put away their things', async () => {
    const pool = newPool(2);
    await pool.run(1);
    await pool.retire();
    await expect(pool.run(2)).rejects.toBeInstanceOf(Stopped);
  });
  it('earlier items go first', async () => {
    const pool = newPool(1);
    const ended: number[] = [];
    const orders = [5, 5, 5, 1, 3, 2];
    await Promise.all(orders.map((order) => pool.run(order, order).then(() => ended.push(order))));
    expect(ended).toEqual([5, 5, 1, 2, 3, 5]);
  });
  it('asks for more work only when none waits', async () => {
    const pool = newPool(1);
    await pool.whenHungry();
    const tasks = [1, 2, 3, 4].map((number) => pool.run(number));
    let ended = 0;
    for (const task of tasks) void task.then(() => ended++);
    await pool.whenHungry();
    expect(ended).toBeGreaterThanOrEqual(3);
    await Promise.all(tasks);
  });
  it('stops in the middle of a task', async () => {
    const pool = newPool(2);
    const tasks = ['hang', 'hang', 'hang', 1].map((task) => pool.run(task));
    const results = Promise.allSettled(tasks);
    await pool.stop();
    for (const result of await results) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(Stopped) as Stopped });
    }
    await expect(pool.run(1)).rejects.toBeInstanceOf(Stopped);
    await expect(pool.whenHungry()).rejects.toBeInstanceOf(Stopped);
  });
});
