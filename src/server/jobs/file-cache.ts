import { statSync } from 'node:fs';

/** Remembers what was made from files as long as these do not change; the longest unused goes first. */
export class FileCache<T> {
  private readonly kept = new Map<string, T>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** @param files that the value depends on; @param more what else it depends on */
  get(files: readonly string[], more: string, make: () => T): T {
    const key = [...files.map(stampOf), more].join('\n');
    const value = this.kept.get(key) ?? make();
    this.kept.delete(key);
    this.kept.set(key, value);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.most) break;
      this.kept.delete(oldest);
    }
    return value;
  }
}

/** Changes with the file. */
export function stampOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return `${path} ${found?.ino} ${found?.size} ${found?.mtimeNs}`;
}
