import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AllowedRoots } from '../allowed-roots.ts';
import type { Folder, FolderEntry } from '../api.ts';
import { HttpError } from '../http-error.ts';

const MOST_ENTRIES = 5000;
const STATS_AT_ONCE = 64;

/**
 * Folders first, then files, each by name. Links that lead out of the allowed roots, and hidden files, are left out.
 * @param types endings of the files that are wanted; null: all
 */
export async function listFolder(roots: AllowedRoots, path: string, types: readonly string[] | null): Promise<Folder> {
  const folder = roots.existing(path);
  const found = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOTDIR' ? new HttpError(400, `${path} is a file, expected a folder`) : error;
  });
  const names = found
    .filter((one) => !one.name.startsWith('.'))
    .filter((one) => !types || !one.isFile() || types.some((type) => one.name.toLowerCase().endsWith(type)))
    .map(({ name }) => name);
  const entries: FolderEntry[] = [];
  for (let first = 0; first < Math.min(names.length, MOST_ENTRIES); first += STATS_AT_ONCE) {
    const some = names.slice(first, Math.min(first + STATS_AT_ONCE, MOST_ENTRIES));
    entries.push(...(await Promise.all(some.map((name) => entryOf(roots, folder, name)))).flat());
  }
  const shown = entries.filter(
    ({ kind, name }) => kind === 'folder' || !types || types.some((type) => name.toLowerCase().endsWith(type)),
  );
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  shown.sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || compare(a.name, b.name));
  const above = dirname(folder);
  return {
    path: folder,
    parent: above !== folder && roots.contains(above) ? above : null,
    entries: shown,
    truncated: names.length > MOST_ENTRIES,
  };
}

async function entryOf(roots: AllowedRoots, folder: string, name: string): Promise<FolderEntry[]> {
  try {
    const path = roots.resolve(join(folder, name));
    const { size, mtime, isDir } = await stat(path).then((one) => ({ ...one, isDir: one.isDirectory() }));
    return [{ name, kind: isDir ? 'folder' : 'file', sizeBytes: size, modifiedUtc: mtime.toISOString() }];
  } catch {
    return []; // gone, or a link to somewhere else
  }
}
