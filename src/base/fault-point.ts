import { appendFileSync, existsSync } from 'node:fs';

/** Moments between two steps that must not be torn apart, by phase; docs/reliability.md says for each what closes the gap. */
export const FAULT_PHASES = {
  'any process writes a file': ['file-before-rename', 'file-renamed'],
  'the scheduler begins': ['lock-written', 'state-recovered'],
  'the scheduler starts a job': ['gpus-leased', 'spec-resolved', 'spawned', 'identity-written', 'start-applied'],
  'the scheduler sees a job end': ['end-seen', 'end-judged', 'end-applied', 'result-written'],
  'the scheduler ends': ['finish-applied', 'finish-saved'],
  'a job begins': ['job-known', 'outputs-announced'],
  'a job makes an output': [
    'item-locked',
    'pixels-begun',
    'image-flushed',
    'image-published',
    'sidecar-written',
    'item-done',
    'curves-written',
    'star-written',
  ],
  'a job ends': ['exit-unrecorded', 'exit-recorded'],
} as const;
export type FaultPhase = keyof typeof FAULT_PHASES;
export type FaultPoint = (typeof FAULT_PHASES)[FaultPhase][number];
export const FAULT_POINTS: readonly FaultPoint[] = Object.values(FAULT_PHASES).flat();

/** `BEZIERFIT_FAULT=point:count`: kill -9 of the process that reaches the point for the count-th time. For tests. */
const [armed, count = '1'] = (process.env.BEZIERFIT_FAULT ?? '').split(':');
/** Gets the point's name at the kill; once it is there nothing else is killed. */
const logPath = process.env.BEZIERFIT_FAULT_LOG;
/** Gets `pid point` each time that a process passes a point. */
const tracePath = process.env.BEZIERFIT_FAULT_TRACE;
let left = Number(count);

/** Does nothing, unless a test wants this process dead here, or wants to know that it was here. */
export function faultPoint(point: FaultPoint): void {
  if (tracePath !== undefined) appendFileSync(tracePath, `${process.pid} ${point}\n`);
  if (point !== armed || --left > 0) return;
  if (logPath !== undefined) {
    if (existsSync(logPath)) return;
    appendFileSync(logPath, `${point}\n`);
  }
  process.kill(process.pid, 'SIGKILL');
}
