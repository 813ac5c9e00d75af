import { parentPort, workerData } from 'node:worker_threads';
import { AllowedRoots } from '../allowed-roots.ts';
import type { ReadAnswer, ReaderData, ReadRequest } from './message.ts';
import { createReadingApp } from './reading-app.ts';

/** A thread that answers the requests which read much, so that pages and event streams go on meanwhile. */
const app = createReadingApp(new AllowedRoots((workerData as ReaderData).folders));

async function answer({ id, method, path, body }: ReadRequest): Promise<void> {
  const response = await app.request(path, { method, body: body ?? undefined });
  const bytes = await response.arrayBuffer();
  const reply: ReadAnswer = { id, status: response.status, headers: [...response.headers], body: bytes };
  parentPort?.postMessage(reply, [bytes]);
}

parentPort?.on('message', (request: ReadRequest) => void answer(request));
