import { Worker } from 'node:worker_threads';
import { JobError } from '../base/errors.ts';
import { SMALL_HEAP, spareMemory } from './small-heaps.ts';

/** What goes to a worker thread, and what comes back. */
export interface Request {
  id: number;
  task: unknown;
}
export type Reply = { id: number; result: unknown } | { id: number; error: ErrorReply };
export interface ErrorReply {
  type: string;
  message: string;
  stack: string;
}

/** The pool was stopped before the task ended. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
    this.name = 'Stopped';
  }
}

interface Call {
  id: number;
  task: unknown;
  order: number;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

export interface PoolOptions {
  /** One task runs in a thread and one waits there, so that a thread never idles while the main thread is busy. */
  callsPerWorker?: number;
  /** What the thread at a place finds in `workerData`; one that replaces it, too. */
  dataOf?: (place: number) => unknown;
  /** Threads in native code must not be cut off in the middle of a call: the message `stop` asks them to end. */
  endsItself?: boolean;
  /** An error that concerns all tasks: the pool stops, and keeps it as `failure`. */
  isFatal?: (error: JobError) => boolean;
}

/**
 * Worker threads that run tasks, small messages; pixels go through files and shared memory. A thread that dies fails the
 * task that it was running and is replaced; the one that waited in it runs elsewhere.
 */
export class WorkerPool {
  /** Number of threads. */
  readonly size: number;
  /** The fatal error that stopped the pool. */
  failure: JobError | null = null;
  private readonly entry: URL;
  private readonly options: Required<PoolOptions>;
  private readonly workers = new Map<Worker, Call[]>();
  private readonly queue: Call[] = [];
  private hungry: (() => void)[] = [];
  private nextId = 0;
  /** Threads that have begun to run. */
  private begun = 0;
  private stopped = false;
  private readonly ending: Promise<unknown>[] = [];

  constructor(entry: URL, size: number, options: PoolOptions = {}) {
    this.entry = entry;
    this.size = size;
    this.options = { callsPerWorker: 2, dataOf: () => null, endsItself: false, isFatal: () => false, ...options };
    for (let place = 0; place < size; place++) this.startWorker(place);
  }

  /**
   * Runs a task in some thread. Waiting tasks start in the order of `order`, then of their coming.
   * @throws JobError with the thread's error type (`WorkerDied` when the thread ended), or Stopped
   */
  run<T>(task: unknown, order = 0): Promise<T> {
    if (this.stopped) return Promise.reject(new Stopped());
    return new Promise<T>((resolve, reject) => {
      const call: Call = { id: this.nextId++, task, order, resolve: resolve as (result: unknown) => void, reject };
      const later = this.queue.findIndex((other) => other.order > order);
      this.queue.splice(later < 0 ? this.queue.length : later, 0, call);
      this.dispatch();
    });
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Tasks that the threads hold at a time. */
  get room(): number {
    return this.size * this.options.callsPerWorker;
  }

  /** Resolves when no task waits for a thread: time to prepare more work. Rejects with Stopped. */
  async whenHungry(): Promise<void> {
    if (!this.stopped && !this.hasRoom()) await new Promise<void>((resolve) => this.hungry.push(resolve));
    if (this.stopped) throw new Stopped();
  }

  /** Lets the idle threads put away what they hold (a message `null`), and resolves when they have ended. */
  async retire(): Promise<void> {
    this.stopped = true;
    const workers = [...this.workers.keys()];
    this.workers.clear();
    await Promise.all(workers.map((worker) => askToEnd(worker, null)));
  }

  /** Ends all threads at once, even in the middle of a task; what was pending is rejected with Stopped. */
  async stop(): Promise<void> {
    this.stopped = true;
    const calls = [...this.queue.splice(0), ...[...this.workers.values()].flat()];
    const workers = [...this.workers.keys()];
    this.workers.clear();
    this.ending.push(
      ...workers.map((worker) => (this.options.endsItself ? askToEnd(worker, 'stop') : worker.terminate())),
    );
    await Promise.all(this.ending);
    for (const call of calls) call.reject(new Stopped());
    this.feed();
  }

  private startWorker(place: number): void {
    const worker = new Worker(this.entry, { workerData: this.options.dataOf(place), resourceLimits: SMALL_HEAP });
    let death = 'ended';
    this.workers.set(worker, []);
    worker.on('online', () => ++this.begun === this.size && spareMemory());
    worker.on('message', (reply: Reply) => this.settle(worker, reply));
    worker.on('error', (error) => (death = `died: ${error.message}`));
    worker.on('exit', () => this.bury(worker, place, death));
  }

  private settle(worker: Worker, reply: Reply): void {
    const calls = this.workers.get(worker);
    const index = calls?.findIndex((call) => call.id === reply.id) ?? -1;
    const call = calls?.splice(index, 1)[0];
    if (!call) return;
    if ('error' in reply) this.fail(call, workerError(reply.error));
    else call.resolve(reply.result);
    this.dispatch();
  }

  private fail(call: Call, error: JobError): void {
    if (!this.options.isFatal(error)) return call.reject(error);
    this.failure ??= error;
    call.reject(new Stopped());
    void this.stop();
  }

  private bury(worker: Worker, place: number, death: string): void {
    const calls = this.workers.get(worker);
    if (!calls || this.stopped) return;
    this.workers.delete(worker);
    const [running, ...waiting] = calls;
    this.queue.unshift(...waiting);
    this.startWorker(place);
    running?.reject(new JobError('WorkerDied', `a worker thread ${death}`));
    this.dispatch();
  }

  private hasRoom(): boolean {
    return (
      this.queue.length === 0 && [...this.workers.values()].some((calls) => calls.length < this.options.callsPerWorker)
    );
  }

  private dispatch(): void {
    while (this.queue.length > 0 && this.workers.size > 0) {
      const [worker, calls] = [...this.workers].reduce((a, b) => (b[1].length < a[1].length ? b : a));
      if (calls.length >= this.options.callsPerWorker) return;
      const call = this.queue.shift();
      if (!call) return;
      calls.push(call);
      worker.postMessage({ id: call.id, task: call.task } satisfies Request);
    }
    if (this.hasRoom()) this.feed();
  }

  private feed(): void {
    for (const wake of this.hungry.splice(0)) wake();
  }
}

function askToEnd(worker: Worker, message: 'stop' | null): Promise<unknown> {
  return new Promise((resolve) => {
    worker.on('exit', resolve);
    worker.postMessage(message);
  });
}

function workerError({ type, message, stack }: ErrorReply): JobError {
  const error = new JobError(type, message);
  error.stack = stack;
  return error;
}
