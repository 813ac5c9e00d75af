import { randomBytes } from 'node:crypto';
import type { BatchWatch, NumberedEvent } from './batch-watch.ts';

const HEARTBEAT_MS = 5000;
/** Of the server's life: numbers of another epoch mean nothing. */
const EPOCH = randomBytes(6).toString('hex');
/** Events that wait for a slow reader, in bytes; a slower one gets a new snapshot instead. */
const MOST_WAITING = 4 << 20;

/**
 * Server-sent events of one run root: a numbered snapshot, or what was missed since `after`, then changes. A reader that
 * does not keep up costs a bounded amount of memory; one that is gone is forgotten.
 */
export function eventStream(watch: BatchWatch, after: string | null): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isBehind = false;
  let isGone = false;
  let leave = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      async start(controller) {
        const send = (text: string): void => controller.enqueue(encoder.encode(text));
        const unsubscribe = await watch.subscribe(numberOf(after), (one) => {
          if (isGone) return;
          if ((controller.desiredSize ?? 0) <= 0) isBehind = true;
          else send(format(one));
        });
        // It may have gone while the files were looked at.
        if (isGone) return unsubscribe();
        const beat = setInterval(() => (controller.desiredSize ?? 0) > 0 && send(': still here\n\n'), HEARTBEAT_MS);
        leave = () => {
          clearInterval(beat);
          unsubscribe();
        };
      },
      pull(controller) {
        if (!isBehind) return;
        isBehind = false;
        controller.enqueue(encoder.encode(format(watch.snapshot())));
      },
      cancel() {
        isGone = true;
        leave();
      },
    },
    { highWaterMark: MOST_WAITING, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}

function numberOf(after: string | null): number | null {
  const [epoch, number] = after?.split(':') ?? [];
  return epoch === EPOCH && number !== undefined && /^\d+$/.test(number) ? Number(number) : null;
}

function format({ id, event }: NumberedEvent): string {
  return `id: ${EPOCH}:${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
