import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_DATA } from '../helpers/shared-data.ts';

export const FORMATS_FOLDER = join(SHARED_DATA, 'formats');

export interface ManifestFile<Truth> {
  path: string;
  exercises: string;
  truth: Truth;
}

/** The files of one folder of shared/data/formats with what other readers say of them; [] without the shared data. */
export function manifestFiles<Truth>(folder: string): ManifestFile<Truth>[] {
  let text: string;
  try {
    text = readFileSync(join(FORMATS_FOLDER, 'manifest.json'), 'utf8');
  } catch {
    return [];
  }
  const { files } = JSON.parse(text) as { files: ManifestFile<Truth>[] };
  return files.filter(({ path }) => path.startsWith(`${folder}/`));
}
