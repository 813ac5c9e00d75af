import { close, openSync } from 'node:fs';

const held: number[] = [];

/**
 * Holds a file open that is about to be replaced. The system frees it when nobody has it open, which takes tens of
 * milliseconds for a large one, and flushes that come meanwhile wait: so not before the sidecar is written.
 */
export function holdReplaced(path: string): void {
  try {
    held.push(openSync(path, 'r'));
  } catch {
    // There is none, or it cannot be opened: then it is freed when it is replaced.
  }
}

/** Lets go what is held, in another thread; the end of the process does it, too. */
export function freeReplaced(): void {
  for (const fd of held.splice(0)) close(fd, () => {});
}
