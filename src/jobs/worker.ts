/** Entry of the worker threads: runs one task after the other. */
import { parentPort } from 'node:worker_threads';
import { runAnalyzeTask, type AnalyzeTask } from './analyze-task.ts';
import { runMmsTask, type MmsTask } from './mms-task.ts';
import { runPmsTask, type PmsTask } from './pms-task.ts';
import { describeError } from './error-type.ts';
import type { Reply, Request } from './pool.ts';

export type Task = PmsTask | MmsTask | AnalyzeTask;

parentPort?.on('message', ({ id, task }: Request) => {
  parentPort?.postMessage(answer(id, task as Task));
});

function answer(id: number, task: Task): Reply {
  try {
    return { id, result: runTask(task) };
  } catch (error) {
    return { id, error: describeError(error) };
  }
}

function runTask(task: Task): unknown {
  switch (task.kind) {
    case 'pms':
      return runPmsTask(task);
    case 'mms-particles':
    case 'mms-stripes':
    case 'mms-paint':
      return runMmsTask(task);
    case 'analyze':
      return runAnalyzeTask(task);
  }
}
