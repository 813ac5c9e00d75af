import { Worker } from 'node:worker_threads';
import { HttpError } from '../http-error.ts';
import type { ReadAnswer, ReaderData, ReadRequest } from './message.ts';

interface Call {
  done: (answer: ReadAnswer) => void;
  failed: (error: Error) => void;
}

/** A thread for requests that read much. It is started with the first one, and again when it died (of a file too large, say). */
export class Reader {
  private readonly entry: URL;
  private readonly data: ReaderData;
  private readonly calls = new Map<number, Call>();
  private worker: Worker | null = null;
  private lastId = 0;

  constructor(entry: URL, data: ReaderData) {
    this.entry = entry;
    this.data = data;
  }

  /** @throws HttpError 500 when the thread died over it */
  ask(method: string, path: string, body: string | null): Promise<ReadAnswer> {
    this.worker ??= this.start();
    const request: ReadRequest = { id: ++this.lastId, method, path, body };
    return new Promise((done, failed) => {
      this.calls.set(request.id, { done, failed });
      this.worker?.postMessage(request);
    });
  }

  private start(): Worker {
    const worker = new Worker(this.entry, { workerData: this.data });
    let why = '';
    worker.on('message', (answer: ReadAnswer) => {
      this.calls.get(answer.id)?.done(answer);
      this.calls.delete(answer.id);
    });
    worker.on('error', (error) => (why = `: ${error.message}`));
    worker.on('exit', () => {
      this.worker = null;
      for (const { failed } of this.calls.values()) failed(new HttpError(500, `This cannot be read${why}`));
      this.calls.clear();
    });
    worker.unref();
    return worker;
  }
}
