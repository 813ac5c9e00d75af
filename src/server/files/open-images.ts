import { compressionOf } from '../../formats/compressed.ts';
import { withInputFile } from '../../formats/input-file.ts';
import { openMrc, type MrcReader } from '../../formats/mrc/read.ts';
import { stampOf } from '../jobs/file-cache.ts';

/** Before and after of one micrograph. */
const MOST_KEPT = 2;
const KEPT_IDLE_MS = 60_000;

interface Opened {
  reader: MrcReader;
  users: number;
  isKept: boolean;
}

/** Compressed files stay open: opening one decompresses all of it, and a page asks for it tile by tile. */
const kept = new Map<string, Opened>();
let idle: NodeJS.Timeout | undefined;

/** Opens a file of images for as long as `use` takes. @throws InputError when it cannot hold images */
export async function withImages<T>(path: string, use: (reader: MrcReader) => T | Promise<T>): Promise<T> {
  const stamp = stampOf(path);
  const opened = kept.get(stamp) ?? open(path, stamp);
  opened.users++;
  try {
    return await use(opened.reader);
  } finally {
    opened.users--;
    closeUnused(opened);
    clearTimeout(idle);
    if (kept.size > 0) idle = setTimeout(() => keepAtMost(0), KEPT_IDLE_MS).unref();
  }
}

function open(path: string, stamp: string): Opened {
  const opened = { reader: openMrc(path), users: 0, isKept: isCompressed(path) };
  if (!opened.isKept) return opened;
  keepAtMost(MOST_KEPT - 1);
  kept.set(stamp, opened);
  return opened;
}

/** The oldest go first; one that is being read is closed after that. */
function keepAtMost(most: number): void {
  for (const [stamp, opened] of [...kept].slice(0, Math.max(0, kept.size - most))) {
    kept.delete(stamp);
    opened.isKept = false;
    closeUnused(opened);
  }
}

function closeUnused({ reader, users, isKept }: Opened): void {
  if (users === 0 && !isKept) reader.close();
}

function isCompressed(path: string): boolean {
  return withInputFile(path, (file) => compressionOf(file) !== null);
}
