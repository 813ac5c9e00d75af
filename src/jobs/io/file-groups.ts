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
 * @param mayBeMissing some: an error only when none of the files exists; all: nobody asks
 * @throws InputError for an empty path, or (contract 4) for a file that does not exist
 */
export function groupByFile(
  inputFile: string,
  column: string,
  paths: StringColumn,
  baseDir: string,
  mayBeMissing: 'none' | 'some' | 'all' = 'none',
): FileGroups {
  const stored = usedPaths(paths);
  if (stored.some((path) => path === '')) {
    const row = paths.ids.findIndex((id) => paths.dictionary[id] === '');
    refuse(inputFile, `row ${row}, column ${column}: the path is empty, expected a file`);
  }
  const exists = (path: string) => findMissingFile({ inputFile, baseDir, stored: [path] }) === null;
  if (mayBeMissing === 'none' || (mayBeMissing === 'some' && !stored.some(exists)))
    requireReferencedFiles({ inputFile, baseDir, stored });
  const { files, fileOf } = resolveFiles(paths, baseDir);
  return { files, rowsOf: splitRows(fileOf, files.length) };
}

/** The files (absolute, in order of first use) that rows name, and for each row the index of its file. */
export function resolveFiles(paths: StringColumn, baseDir: string): { files: string[]; fileOf: Uint32Array } {
  const indexOf = new Map<string, number>();
  const fileOfId = new Uint32Array(paths.dictionary.length);
  for (const id of usedIds(paths)) {
    const path = resolveStored(paths.dictionary[id] ?? '', baseDir);
    const index = indexOf.get(path) ?? indexOf.size;
    indexOf.set(path, index);
    fileOfId[id] = index;
  }
  return { files: [...indexOf.keys()], fileOf: paths.ids.map((id) => fileOfId[id] ?? 0) };
}

/** The texts that rows use, each once, in order of first use. */
export function usedPaths(paths: StringColumn): string[] {
  return usedIds(paths).map((id) => paths.dictionary[id] ?? '');
}

/** Dictionary ids in the order in which rows first use them. */
function usedIds(paths: StringColumn): number[] {
  const seen = new Uint8Array(paths.dictionary.length);
  const used: number[] = [];
  for (let row = 0; row < paths.length; row++) {
    const id = paths.ids[row] as number;
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
  for (let row = 0; row < groupOfRow.length; row++) {
    const group = groupOfRow[row] as number;
    const at = counts[group] as number;
    (rowsOf[group] as Uint32Array)[at] = row;
    counts[group] = at + 1;
  }
  return rowsOf;
}
