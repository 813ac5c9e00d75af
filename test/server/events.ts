import type { BatchEvent } from '../../src/server/api.ts';
import { waitFor } from '../helpers/wait.ts';

export interface SeenEvent {
  id: string;
  event: BatchEvent;
}

/** Reads a stream of events in the background, as the page does. */
export class EventReader {
  readonly seen: SeenEvent[] = [];
  private readonly abort = new AbortController();
  private readonly done: Promise<void>;
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(open: (signal: AbortSignal) => Promise<Response>) {
    this.done = this.read(open).catch(() => {});
  }

  /** The first event that satisfies the condition. */
  until(what: string, condition: (event: BatchEvent) => boolean): Promise<SeenEvent> {
    return waitFor(what, () => this.seen.find(({ event }) => condition(event)));
  }

  async close(): Promise<void> {
    this.abort.abort();
    await this.reader?.cancel().catch(() => {});
    await this.done;
  }

  private async read(open: (signal: AbortSignal) => Promise<Response>): Promise<void> {
    const response = await open(this.abort.signal);
    let rest = '';
    const decoder = new TextDecoder();
    this.reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await this.reader?.read()) ?? { done: true };
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id] = /^id: (.*)$/m.exec(block) ?? [];
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (id !== undefined && data !== undefined) this.seen.push({ id, event: JSON.parse(data) as BatchEvent });
      }
    }
  }
}
