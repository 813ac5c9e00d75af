/** Entry of the worker threads that have a GPU: several tasks at a time, so that reading, computing and writing overlap. */
import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../error-type.ts';
import type { Reply, Request } from '../pool.ts';
import type { PmsTask } from '../pms-task.ts';
import { closeThread, openThread, type GpuThread } from './gpu-thread.ts';
import type { GpuPlace } from './lane.ts';
import { runMmsOnGpu, type MmsGpuTask } from './mms-on-gpu.ts';
import { runPmsOnGpu } from './pms-on-gpu.ts';

export type GpuTask = PmsTask | MmsGpuTask;

const thread = openThread(workerData as GpuPlace);
// Told to whoever asks for work; without anybody it is no reason to end the process.
thread.catch(() => {});

parentPort?.on('message', (request: Request | 'stop' | null) => {
  // Between two calls of the driver, not in the middle of one.
  if (request === 'stop') process.exit();
  if (request === null) void retire();
  else void answer(request).then((reply) => parentPort?.postMessage(reply));
});

async function answer({ id, task }: Request): Promise<Reply> {
  try {
    return { id, result: await runTask(task as GpuTask, await thread) };
  } catch (error) {
    return { id, error: describeError(error) };
  }
}

function runTask(task: GpuTask, open: GpuThread): Promise<unknown> {
  return task.kind === 'pms' ? runPmsOnGpu(task, open) : runMmsOnGpu(task, open);
}

async function retire(): Promise<void> {
  await thread.then(closeThread).catch(() => {});
  parentPort?.close();
}
