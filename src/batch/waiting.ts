import { freeFor, freeGpus } from './gpu-pool.ts';
import { entryOf, isActive, isReady, statusWord, type BatchState } from './state.ts';

/** So many names are said, the rest is counted. */
const NAMED = 4;

/** Why each queued job has not started yet, in one sentence; null for the others. Follows the rules of pick.ts. */
export function waitingReasons(state: BatchState): (string | null)[] {
  const running = state.jobs.filter(({ status }) => isActive(status)).map(({ job }) => job.job_id);
  const { max_running_jobs: most } = state.settings;
  const noPlace =
    running.length < most ? null : `waits for a place: max_running_jobs is ${most}, and ${listOf(running)} run`;
  const holders = gpuHolders(state);
  const free = freeGpus(state.pool).length;
  const sentences = new Map<number, string>(); // most jobs want as many GPUs as the others
  let waiter: { id: string; blocks: boolean } | null = null;
  return state.jobs.map(({ job, status }, index) => {
    if (status.name !== 'queued') return null;
    if (state.stopping) return 'is not started any more: the batch is being stopped';
    if (!isReady(state, index)) return `waits for ${listOf(openUpstream(state, index))}`;
    const { gpus } = job.resources;
    const { faultyGpus } = status.failed;
    const freeForIt = faultyGpus.length === 0 ? free : freeFor(state.pool, gpus, faultyGpus).length;
    if (gpus > freeForIt) {
      waiter ??= { id: job.job_id, blocks: status.passedBy >= state.pool.ids.length };
      if (faultyGpus.length > 0) {
        return waitsForGpus(gpus, `${freeForIt} free, other than ${faultyGpus.join(', ')}, which failed it`, holders);
      }
      const sentence = sentences.get(gpus) ?? waitsForGpus(gpus, `${free} free`, holders);
      sentences.set(gpus, sentence);
      return sentence;
    }
    if (waiter?.blocks && gpus > 0) return `waits behind ${waiter.id}, which has been passed often enough`;
    return noPlace ?? 'is about to start';
  });
}

const waitsForGpus = (gpus: number, free: string, holders: string): string =>
  `waits for ${gpus} GPU${gpus > 1 ? 's' : ''} (${free}): ${holders}`;

function listOf(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function openUpstream(state: BatchState, index: number): string[] {
  return (state.graph.upstream[index] ?? [])
    .map((one) => entryOf(state, one))
    .filter(({ status }) => status.name !== 'done')
    .map(({ job, status }) => `${job.job_id} (${statusWord(status)})`);
}

/** `GPU 0 is held by pms_a`, `GPU 1 is used by python (pid 77)`. */
function gpuHolders({ pool }: BatchState): string {
  const words = pool.ids.flatMap((id) => {
    const holder = pool.leases.get(id);
    if (holder !== undefined) return [`GPU ${id} is held by ${holder}`];
    const stranger = pool.avoided.get(id);
    return stranger === undefined ? [] : [`GPU ${id} is used by ${stranger}`];
  });
  return listOf(words);
}
