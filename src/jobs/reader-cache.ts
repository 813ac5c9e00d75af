import { openMrc, type MrcReader } from '../formats/mrc/read.ts';

/** Files that a thread keeps open: the stacks of one micrograph, usually. */
const MOST_OPEN = 16;

const readers = new Map<string, MrcReader>();

/** An open reader of this thread; the one that was not used for longest is closed when there are too many. */
export function readerOf(path: string): MrcReader {
  const reader = readers.get(path) ?? openMrc(path);
  readers.delete(path);
  readers.set(path, reader);
  for (const [oldest, other] of readers) {
    if (readers.size <= MOST_OPEN) break;
    other.close();
    readers.delete(oldest);
  }
  return reader;
}
