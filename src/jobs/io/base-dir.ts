import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { InputError, type Problem } from '../../base/errors.ts';

/** A path as stored in an input file -> absolute path; cryoSPARC's leading `>` is stripped. (contract 4) */
export function resolveStored(stored: string, baseDir: string): string {
  return resolve(baseDir, stripMarker(stored));
}

function stripMarker(stored: string): string {
  return stored.startsWith('>') ? stored.slice(1) : stored;
}

/** Files that one input file refers to. */
export interface References {
  inputFile: string;
  baseDir: string;
  /** Each path once, as stored. */
  stored: readonly string[];
}

/** The one problem (contract 4) about the first referenced file that does not exist, or null. */
export function findMissingFile({ inputFile, baseDir, stored }: References): Problem | null {
  const missing = stored.filter((path) => !existsSync(resolveStored(path, baseDir)));
  const [first] = missing;
  if (first === undefined) return null;
  const path = stripMarker(first);
  const others = missing.length > 1 ? `; ${missing.length - 1} more of its ${stored.length} files are missing too` : '';
  const place = isAbsolute(path)
    ? `it names the absolute path ${path}, which does not exist`
    : `it names "${path}", but ${resolveStored(first, baseDir)} does not exist (input_base_dir in use: ${baseDir})`;
  return {
    where: inputFile,
    message: `${place}${others}. ${fixFor(path, inputFile, baseDir, stored.length - missing.length)}`,
  };
}

/** Throws contract 4's error when a referenced file does not exist. */
export function requireReferencedFiles(references: References): void {
  const problem = findMissingFile(references);
  if (problem) throw new InputError(problem);
}

function fixFor(path: string, inputFile: string, baseDir: string, present: number): string {
  if (isAbsolute(path)) return 'Put the file there, or correct the path in the input file';
  const found = foldersAbove(baseDir, dirname(inputFile)).find((folder) => existsSync(join(folder, path)));
  if (found) return `It exists under ${found}: set input_base_dir to "${found}"`;
  if (present > 0) {
    return `Others of its files are there (${present}), so the folder is right: put back what is missing, or select without it`;
  }
  return `Set input_base_dir to the folder in which "${path}" lies (for cryoSPARC the project folder, above J###)`;
}

/** The start folders and every folder above them, nearest first. */
function foldersAbove(...starts: string[]): string[] {
  const folders = new Set<string>();
  for (const start of starts) {
    for (let folder = start; ; folder = dirname(folder)) {
      folders.add(folder);
      if (dirname(folder) === folder) break;
    }
  }
  return [...folders];
}
