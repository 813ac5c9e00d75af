import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listFolder, TEMPORARY } from '../base/dead-temporaries.ts';
import { Lock } from '../formats/mxt/lock.ts';
import { mxtPathOf } from '../formats/mxt/write.ts';

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
