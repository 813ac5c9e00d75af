import { availableParallelism } from 'node:os';

/** Worker threads of a job: as told, otherwise every core that this process may use. */
export function workerCount(procs: number | null): number {
  return procs ?? availableParallelism();
}
