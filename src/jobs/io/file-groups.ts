import { refuse } from '../../base/errors.ts';
import type { StringColumn } from '../../formats/strings.ts';
import { findMissingFile, requireReferencedFiles, resolveStored } from './base-dir.ts';

/** Rows of a table grouped by the file that they name, in order of first appearance. */
export interface FileGroups {
  /** Absolute paths. */
  files: string[];
  /** Rows of each file, in table order. */
  rowsOf: Uint32Array[];
}

/**
 * Groups rows by file in linear time; two spellings of one path are one file.
 * @param someMayBeMissing an error only when none of the files exists
 * @throws InputError for an empty path, or (contract 4) for a file that does not exist
 */
export function groupByFile(
  inputFile: string,
  column: string,
  paths: StringColumn,
  baseDir: string,
  someMayBeMissing = false,
): FileGroups {
  const used = usedIds(paths);
  const stored = usedPaths(paths);
  if (stored.some((path) => path === '')) {
    const row = paths.ids.findIndex((id) => paths.dictionary[id] === '');
    refuse(inputFile, `row ${row}, column ${column}: the path is empty, expected a file`);
  }
  const exists = (path: string) => findMissingFile({ inputFile, baseDir, stored: [path] }) === null;
  if (!someMayBeMissing || !stored.some(exists)) requireReferencedFiles({ inputFile, baseDir, stored });
  const indexOf = new Map<string, number>();
  const groupOfId = new Uint32Array(paths.dictionary.length);
  used.forEach((id, i) => {
    const path = resolveStored(stored[i] ?? '', baseDir);
    const group = indexOf.get(path) ?? indexOf.size;
    indexOf.set(path, group);
    groupOfId[id] = group;
  });
  return {
    files: [...indexOf.keys()],
    rowsOf: splitRows(
      Uint32Array.from(paths.ids, (id) => groupOfId[id] ?? 0),
      indexOf.size,
    ),
  };
}

/** The texts that rows use, each once, in order of first use. */
export function usedPaths(paths: StringColumn): string[] {
  return usedIds(paths).map((id) => paths.dictionary[id] ?? '');
}

/** Dictionary ids in the order in which rows first use them. */
function usedIds(paths: StringColumn): number[] {
  const seen = new Uint8Array(paths.dictionary.length);
  const used: number[] = [];
  for (const id of paths.ids) {
    if (seen[id]) continue;
    seen[id] = 1;
    used.push(id);
  }
  return used;
}

/** Row numbers of each group, ascending (counting sort). */
function splitRows(groupOfRow: Uint32Array, groups: number): Uint32Array[] {
  const counts = new Uint32Array(groups);
  for (const group of groupOfRow) counts[group] = (counts[group] ?? 0) + 1;
  const rowsOf = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  groupOfRow.forEach((group, row) => {
    const rows = rowsOf[group];
    const at = counts[group] ?? 0;
    if (rows) rows[at] = row;
    counts[group] = at + 1;
  });
  return rowsOf;
}
