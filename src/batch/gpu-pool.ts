import type { Policy } from '../spec/types.ts';

/** Ledger of the GPUs: a GPU is reserved here before a job is started on it, and given back when its last process is gone. */
export interface GpuPool {
  /** The ids of the pool, in the user's order. */
  readonly ids: readonly number[];
  /** GPU id -> the job that holds it. An adopted job may hold an id that is no longer in the pool. */
  readonly leases: ReadonlyMap<number, string>;
  /** GPU id -> who else uses it; it is not given to a job (`avoid_busy_gpus`). */
  readonly avoided: ReadonlyMap<number, string>;
  /** Where `round_robin` goes on: an index into `ids`. */
  readonly cursor: number;
}

/** A pool of which nothing is leased. */
export function newPool(ids: readonly number[]): GpuPool {
  return { ids, leases: new Map(), avoided: new Map(), cursor: 0 };
}

/** GPUs that neither a job of ours holds nor somebody else uses. */
export function freeGpus({ ids, leases, avoided }: GpuPool): number[] {
  return ids.filter((id) => !leases.has(id) && !avoided.has(id));
}

/**
 * The free GPUs that a job may take: not those that failed it (`faulty`), unless the pool has too few others, counted
 * without those that somebody else uses.
 */
export function freeFor(pool: GpuPool, count: number, faulty: readonly number[]): number[] {
  const free = freeGpus(pool);
  if (faulty.length === 0) return free;
  const others = pool.ids.filter((id) => !faulty.includes(id) && !pool.avoided.has(id));
  return others.length < count ? free : free.filter((id) => others.includes(id));
}

/**
 * Chooses `count` of the GPUs that are free for a job, or null when there are not so many. `fill_first`: the lowest ids;
 * `round_robin`: the next ones from the cursor on.
 */
export function chooseFree(
  pool: GpuPool,
  count: number,
  policy: Policy,
  faulty: readonly number[] = [],
): { gpus: number[]; cursor: number } | null {
  const free = freeFor(pool, count, faulty);
  if (free.length < count) return null;
  if (policy === 'fill_first') return { gpus: free.sort((a, b) => a - b).slice(0, count), cursor: pool.cursor };
  const gpus: number[] = [];
  let cursor = pool.cursor;
  while (gpus.length < count) {
    const id = pool.ids[cursor];
    if (id !== undefined && free.includes(id)) gpus.push(id);
    cursor = (cursor + 1) % pool.ids.length;
  }
  return { gpus, cursor };
}

/** Reserves these GPUs for a job. Throws when one is taken: a GPU must never be leased twice. */
export function lease(pool: GpuPool, jobId: string, gpus: readonly number[], cursor = pool.cursor): GpuPool {
  const leases = new Map(pool.leases);
  for (const id of gpus) {
    const holder = leases.get(id);
    if (holder !== undefined) throw new Error(`GPU ${id} is leased to ${holder}, it cannot be given to ${jobId}`);
    leases.set(id, jobId);
  }
  return { ...pool, leases, cursor };
}

/** Gives back all GPUs of a job. */
export function release(pool: GpuPool, jobId: string): GpuPool {
  return { ...pool, leases: new Map([...pool.leases].filter(([, holder]) => holder !== jobId)) };
}
