import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_DATA } from './shared-data.ts';

/** The folder of the format examples; the manifest's paths start here. */
export const FORMATS = join(SHARED_DATA, 'formats');

export interface ManifestFile<Truth> {
  path: string;
  exercises: string;
  truth: Truth;
}

/** The files of one folder (`mrc`) with what other readers found in them; none without the shared data. */
export function manifestFiles<Truth>(folder: string): ManifestFile<Truth>[] {
  const manifest = join(FORMATS, 'manifest.json');
  if (!existsSync(manifest)) return [];
  const { files } = JSON.parse(readFileSync(manifest, 'utf8')) as { files: ManifestFile<Truth>[] };
  return files.filter(({ path }) => path.startsWith(`${folder}/`));
}
