import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { waitFor } from './wait.ts';

const V1 = '/sys/fs/cgroup/memory';
const V2 = '/sys/fs/cgroup';
const made: string[] = [];

/** A control group of its own, in which the kernel kills what takes more memory than `limitBytes`. */
export class MemoryLimit {
  readonly folder: string;

  constructor(limitBytes: number) {
    const isV1 = isThere(join(V1, 'memory.limit_in_bytes'));
    this.folder = join(isV1 ? V1 : V2, `bezierfit-test-${process.pid}-${made.length}`);
    mkdirSync(this.folder);
    made.push(this.folder);
    const file = isV1 ? 'memory.limit_in_bytes' : 'memory.max';
    writeFileSync(join(this.folder, file), String(limitBytes));
  }

  /** The file into which a process writes its pid to come under the limit. */
  get members(): string {
    return join(this.folder, 'cgroup.procs');
  }
}

function isThere(path: string): boolean {
  try {
    return readFileSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** null: memory can be limited here; otherwise why not. */
export function whyNoMemoryLimit(): string | null {
  try {
    const { folder } = new MemoryLimit(64 << 20);
    rmdirSync(folder);
    made.pop();
    return null;
  } catch {
    return 'memory control groups need root';
  }
}

afterEach(async () => {
  for (const folder of made.splice(0)) {
    await waitFor(`the end of ${folder}`, () => {
      try {
        rmdirSync(folder);
        return true;
      } catch {
        return false;
      }
    });
  }
});
