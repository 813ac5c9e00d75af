import { close, fsync, open } from 'node:fs';
import { promisify } from 'node:util';

const [openFile, syncFile, closeFile] = [promisify(open), promisify(fsync), promisify(close)];

/** Flushes a file's bytes without blocking the thread. */
export const flushFile = syncFile;

/**
 * Flushes folders without blocking the thread. Many small outputs end at nearly the same time: those that ask while a
 * flush runs share the next one.
 */
export class FolderSync {
  private readonly running = new Map<string, Promise<void>>();
  private readonly next = new Map<string, Promise<void>>();

  /** Resolves when every change made in the folder before this call is on disk. */
  flush(folder: string): Promise<void> {
    const waiting = this.next.get(folder);
    if (waiting) return waiting;
    const before = this.running.get(folder);
    if (!before) return this.begin(folder);
    const flushed = before.then(
      () => this.begin(folder),
      () => this.begin(folder),
    );
    this.next.set(folder, flushed);
    return flushed;
  }

  private begin(folder: string): Promise<void> {
    this.next.delete(folder);
    const flushed = syncFolder(folder).finally(() => {
      if (this.running.get(folder) === flushed) this.running.delete(folder);
    });
    this.running.set(folder, flushed);
    return flushed;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const fd = await openFile(folder, 'r');
  try {
    await syncFile(fd);
  } finally {
    await closeFile(fd);
  }
}
