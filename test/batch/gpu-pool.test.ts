import { describe, expect, it } from 'vitest';
import { chooseFree, freeFor, freeGpus, lease, newPool, release } from '../../src/batch/gpu-pool.ts';

describe('the pool of GPUs', () => {
  it('never leases a GPU twice', () => {
    const pool = lease(newPool([0, 1]), 'a', [1]);
    expect(() => lease(pool, 'b', [0, 1])).toThrow('GPU 1 is leased to a');
    expect(freeGpus(pool)).toEqual([0]);
    expect(freeGpus(release(pool, 'a'))).toEqual([0, 1]);
  });

  it('fill_first takes the lowest free ids', () => {
    const pool = lease(newPool([4, 2, 7, 1]), 'a', [1]);
    expect(chooseFree(pool, 2, 'fill_first')?.gpus).toEqual([2, 4]);
    expect(chooseFree(pool, 4, 'fill_first')).toBeNull();
  });

  it('round_robin walks on from where it was, past what is taken', () => {
    let pool = newPool([0, 1, 2]);
    const seen: number[][] = [];
    for (const id of ['a', 'b', 'c', 'd']) {
      const choice = chooseFree(pool, 1, 'round_robin');
      if (!choice) throw new Error('no free GPU');
      seen.push(choice.gpus);
      pool = lease(pool, id, choice.gpus, choice.cursor);
      if (id !== 'b') pool = release(pool, id);
    }
    expect(seen).toEqual([[0], [1], [2], [0]]);
    expect(chooseFree(pool, 2, 'round_robin')?.gpus).toEqual([2, 0]);
  });

  it('a job gets other GPUs than those that failed it, if the pool has enough', () => {
    const pool = lease(newPool([0, 1, 2]), 'a', [2]);
    expect(chooseFree(pool, 1, 'fill_first', [0])?.gpus).toEqual([1]);
    expect(chooseFree(pool, 1, 'round_robin', [0])?.gpus).toEqual([1]);
    // It waits for GPU 2, unless others use that; of fewer than it needs it takes any.
    expect(chooseFree(pool, 2, 'fill_first', [0])).toBeNull();
    expect(freeFor({ ...pool, avoided: new Map([[2, 'python']]) }, 2, [0])).toEqual([0, 1]);
    expect(chooseFree(newPool([0]), 1, 'fill_first', [0])?.gpus).toEqual([0]);
  });

  it('a job without GPUs always fits', () => {
    expect(chooseFree(newPool([]), 0, 'round_robin')?.gpus).toEqual([]);
  });
});
