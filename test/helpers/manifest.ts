import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_DATA } from './shared-data.ts';

/** The folder of the format examples; the manifest's paths start here. */
export const FORMATS = join(SHARED_DATA, 'formats');

/** The entries of the manifest below a folder (`mrc/`), each with what other readers found in the file. */
export function manifestEntries<T>(folder: string): { path: string; truth: T }[] {
  const manifest = JSON.parse(readFileSync(join(FORMATS, 'manifest.json'), 'utf8')) as {
    files: { path: string; truth: T }[];
  };
  return manifest.files.filter(({ path }) => path.startsWith(folder));
}
