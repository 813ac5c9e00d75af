import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../base/errors.ts';
import { processStart } from '../base/process-identity.ts';
import { Lock } from '../formats/mxt/lock.ts';
import { mxtPathOf } from '../formats/mxt/write.ts';

/** `.NAME.PID.tmp`, the temporary name of base/atomic-file.ts. */
const TEMPORARY = /^\.(.+)\.(\d+)\.tmp$/s;

/**
 * Removes what killed processes left beside these outputs: temporary files and locks. The lock of an item tells whether
 * somebody still works on it, on whatever host.
 */
export function removeLeftovers(outputPaths: readonly string[]): void {
  const known = new Set(outputPaths);
  for (const folder of new Set(outputPaths.map(dirname))) {
    const remains = new Map<string, string[]>();
    for (const entry of listFolder(folder)) {
      const temporary = TEMPORARY.exec(entry)?.[1];
      const name = temporary ?? (entry.endsWith('.mxt.lock') ? entry : null);
      const output = name === null ? '' : join(folder, name.replace(/(\.mxt)?(\.lock)?$/, ''));
      if (!known.has(output)) continue;
      remains.set(output, [...(remains.get(output) ?? []), ...(temporary === undefined ? [] : [entry])]);
    }
    for (const [output, temporaries] of remains) {
      const lock = Lock.acquire(mxtPathOf(output), 'cleaning');
      if (!(lock instanceof Lock)) continue;
      for (const entry of temporaries) rmSync(join(folder, entry), { force: true });
      lock.release();
    }
  }
}

/** Removes temporary files directly in a folder that is one job's own, when the process that made them is gone. */
export function removeDeadTemporaries(folder: string): void {
  for (const entry of listFolder(folder)) {
    const pid = Number(TEMPORARY.exec(entry)?.[2]);
    if (pid > 0 && processStart(pid) === null) rmSync(join(folder, entry), { force: true });
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}
