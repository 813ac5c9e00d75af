import { isoUtc } from '../base/clock.ts';
import { ownIdentity } from '../base/process-identity.ts';
import { estimate } from './estimate.ts';
import { freeGpus } from './gpu-pool.ts';
import { JobTexts } from './job-text.ts';
import { STATE_SCHEMA_VERSION } from './saved-state.ts';
import { sortedJson } from './sorted-json.ts';
import { waitingReasons } from './waiting.ts';
import { statusWord, type BatchState } from './state.ts';

/** `scheduler_state.json`: its form is a contract with people's scripts (contract 5). */

/**
 * The whole file, keys sorted; `nowMs` is the moment of this version.
 * @param texts whose memory the result lies in, until the next call with it
 */
export function formatState(state: BatchState, nowMs: number, texts = new JobTexts()): Buffer {
  const counts = { queued: 0, running: 0, success: 0, failed: 0, canceled: 0 };
  for (const { status } of state.jobs) counts[statusWord(status)]++;
  const { stopping, finishedUtc } = state;
  const { pid, host, boot_id, process_start } = ownIdentity();
  const { gpus, policy, max_running_jobs, fail_fast } = state.settings;
  const head = sortedJson({
    schema_version: STATE_SCHEMA_VERSION,
    started_utc: state.startedUtc,
    finished_utc: state.finishedUtc,
    updated_utc: isoUtc(nowMs),
    ...(stopping && finishedUtc === null && { stopping: { reason: stopping.reason, since_utc: stopping.sinceUtc } }),
    owner: { pid, host, boot_id, process_start },
    scheduler: { gpus, policy, max_running_jobs, fail_fast },
    counts,
    free_gpus: freeGpus(state.pool),
    jobs: [],
  });
  const [before = '', after = ''] = head.split('"jobs": []');
  const estimates = estimate(state, nowMs);
  const waiting = waitingReasons(state);
  texts.begin(`${before}"jobs": [`);
  state.jobs.forEach((entry, i) => texts.addJob(entry, estimates[i], waiting[i] ?? null));
  return texts.end(`\n  ]${after}\n`);
}
