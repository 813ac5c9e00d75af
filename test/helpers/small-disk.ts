import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { temporaryFolder } from './temp-folder.ts';

const mounted: string[] = [];
const mount = (...args: string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
const unmount = (folder: string): boolean => spawnSync('umount', ['-l', folder], { stdio: 'ignore' }).status === 0;

/** A file system of its own that a test may fill, free and make read-only. */
export class SmallDisk {
  readonly folder: string;

  constructor(size: string, folder = join(temporaryFolder(), 'disk')) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    if (!mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)) throw new Error('a tmpfs cannot be mounted here');
    mounted.push(folder);
  }

  /** Leaves no byte free. */
  fill(): void {
    for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) this.append(bytes);
  }

  free(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  remount(options: string): void {
    if (!mount('-o', `remount,${options}`, this.folder)) throw new Error(`cannot remount with ${options}`);
  }

  private append(bytes: number): void {
    for (;;) {
      try {
        writeFileSync(join(this.folder, 'filler'), Buffer.alloc(bytes), { flag: 'a' });
      } catch {
        return;
      }
    }
  }
}

/** null: file systems can be mounted here; otherwise why a test that needs one is skipped. */
export function whyNoSmallDisk(): string | null {
  try {
    const { folder } = new SmallDisk('64k');
    unmount(folder);
    mounted.pop();
    return null;
  } catch {
    return 'mounting a tmpfs needs root';
  }
}

afterEach(() => {
  for (const folder of mounted.splice(0)) unmount(folder);
});
