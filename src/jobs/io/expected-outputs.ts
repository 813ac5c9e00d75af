import { basename, dirname, join } from 'node:path';

/** What a job must leave behind to have succeeded; it says so before it computes anything. */
export interface ExpectedOutputs {
  /** The `task` of its sidecars. */
  task: string;
  /** The `params_hash` of its sidecars. */
  paramsHash: string;
  /** Outputs that have a sidecar beside them. */
  items: string[];
  /** Outputs without one: the STAR file, a control-points file that somebody edited. */
  files: string[];
}

/** Folder -> names: the folders of 100,000 items are said once. */
export type Folders = Record<string, string[]>;

/** Paths as names by folder; `pathsOf` is the reverse. */
export function groupByFolder(paths: readonly string[]): Folders {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const names = folders.get(dirname(path));
    if (names) names.push(basename(path));
    else folders.set(dirname(path), [basename(path)]);
  }
  return Object.fromEntries(folders);
}

/** The paths that `groupByFolder` took apart. */
export function pathsOf(folders: Folders): string[] {
  return Object.entries(folders).flatMap(([folder, names]) => names.map((name) => join(folder, name)));
}
