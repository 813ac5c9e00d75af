/** Entry of the threads that write for a thread with a GPU. They never call the driver, only look at memory that it pinned. */
import { parentPort } from 'node:worker_threads';
import { describeError } from '../error-type.ts';
import type { Reply, Request } from '../pool.ts';
import { writeRuns, type PinnedRuns } from './pinned-runs.ts';

const koffi = import('koffi').then((module) => module.default);

parentPort?.on('message', (request: Request | null) => {
  if (request === null) parentPort?.close();
  else void answer(request).then((reply) => parentPort?.postMessage(reply));
});

async function answer({ id, task }: Request): Promise<Reply> {
  try {
    const runs = task as PinnedRuns;
    const memory = (await koffi).view(runs.address, 4 * runs.pixels);
    return { id, result: writeRuns(new Float32Array(memory), runs) };
  } catch (error) {
    return { id, error: describeError(error) };
  }
}
