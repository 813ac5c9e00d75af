import { appendFileSync, existsSync } from 'node:fs';

/** Moments between two steps that must not be torn apart; docs/reliability.md says for each what closes the gap. */
export const FAULT_POINTS = [
  // any process
  'file-before-rename',
  'file-renamed',
  // the scheduler
  'lock-written',
  'state-recovered',
  'gpus-leased',
  'spec-resolved',
  'spawned',
  'identity-written',
  'start-applied',
  'end-seen',
  'end-judged',
  'end-applied',
  'result-written',
  'finish-applied',
  'finish-saved',
  // a job
  'job-known',
  'outputs-announced',
  'item-locked',
  'pixels-begun',
  'image-flushed',
  'image-published',
  'sidecar-written',
  'item-done',
  'curves-written',
  'star-written',
  'exit-unrecorded',
  'exit-recorded',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** `BEZIERFIT_FAULT=point:count`: kill -9 of the process that reaches the point for the count-th time. For tests. */
const [armed, count = '1'] = (process.env.BEZIERFIT_FAULT ?? '').split(':');
/** Gets the point's name at the kill; once it is there nothing else is killed. */
const logPath = process.env.BEZIERFIT_FAULT_LOG;
let left = Number(count);

/** Does nothing, unless a test wants this process dead here. */
export function faultPoint(point: FaultPoint): void {
  if (point !== armed || --left > 0) return;
  if (logPath !== undefined) {
    if (existsSync(logPath)) return;
    appendFileSync(logPath, `${point}\n`);
  }
  process.kill(process.pid, 'SIGKILL');
}
