import type { BatchEvent } from '../../server/api.ts';
import { ApiFailure, postRaw } from '../api.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4_000;

export interface EventSink {
  onEvent(event: BatchEvent): void;
  /** Any sign of life, heartbeats too. */
  onAlive(): void;
  onLost(): void;
}

/**
 * Follows a batch until `signal` ends it. After a lost connection it asks for what came after the last event that it
 * has; the server sends a snapshot when it cannot tell.
 */
export async function followBatch(runRoot: string, sink: EventSink, signal: AbortSignal): Promise<void> {
  let after: string | null = null;
  let waitMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    try {
      const response = await postRaw('/api/events', { runRoot, after }, signal);
      waitMs = FIRST_RETRY_MS;
      sink.onAlive();
      for await (const message of messagesOf(response)) {
        sink.onAlive();
        if (message.data === '') continue;
        sink.onEvent(JSON.parse(message.data) as BatchEvent);
        after = message.id || after;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiFailure) after = null;
    }
    if (signal.aborted) return;
    sink.onLost();
    await pause(waitMs, signal);
    waitMs = Math.min(LAST_RETRY_MS, waitMs * 2);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });
}

interface Message {
  id: string;
  data: string;
}

/** The messages of a `text/event-stream`; a comment (heartbeat) gives an empty one. */
async function* messagesOf(response: Response): AsyncGenerator<Message> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return;
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value.replaceAll('\r', '')).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) yield parseMessage(part);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parseMessage(text: string): Message {
  const message = { id: '', data: '' };
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') message.id = value;
    if (name === 'data') message.data += value;
  }
  return message;
}
