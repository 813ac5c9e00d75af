import { stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { existingFolder } from '../../batch/validate/output-roots.ts';
import { savedState } from '../batch/start.ts';
import { stampOf } from '../jobs/file-cache.ts';
import type { DiskView } from '../api.ts';

/** Where many jobs write, their folders lie side by side: more different ones are not looked at. */
const MOST_FOLDERS = 8;

/** The file systems of a run root and of its jobs' outputs, which need not be there yet. */
export async function disksOf(runRoot: string | null): Promise<DiskView[]> {
  if (runRoot === null) return [];
  const found = new Map<number, DiskView>();
  for (const folder of foldersOf(runRoot)) {
    try {
      const { dev } = await stat(existingFolder(folder));
      if (found.has(dev)) continue;
      const { bavail, blocks, bsize } = await statfs(existingFolder(folder));
      found.set(dev, { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize });
    } catch {
      // Not ours to look at.
    }
  }
  return [...found.values()];
}

let last: { runRoot: string; stamp: string; folders: string[] } | null = null;

/** A thousand jobs are not read again where nothing was written. */
function foldersOf(runRoot: string): string[] {
  const stamp = stampOf(join(runRoot, 'scheduler_state.json'));
  if (last?.runRoot !== runRoot || last.stamp !== stamp) last = { runRoot, stamp, folders: readFolders(runRoot) };
  return last.folders;
}

function readFolders(runRoot: string): string[] {
  try {
    const outputs = savedState(runRoot)?.jobs.map(({ output_root }) => dirname(output_root)) ?? [];
    return [...new Set([runRoot, ...outputs])].slice(0, MOST_FOLDERS);
  } catch {
    return [runRoot];
  }
}
