import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readMxt } from '../formats/mxt/read.ts';
import type { KnownOutputs } from './check-outputs.ts';

const SIDECAR = '.mxt';

/** What the sidecars in an output root speak of: the older program's jobs do not say beforehand what they will make. */
export function sidecarOutputs(outputRoot: string, task: string): KnownOutputs {
  const items = readdirSync(outputRoot, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(SIDECAR))
    .map((name) => join(outputRoot, name.slice(0, -SIDECAR.length)))
    .filter((path) => !isOfAnother(path, task))
    .sort();
  return { task, paramsHash: null, items, files: [] };
}

/** Another job may have its output root in this one. A sidecar that cannot be read is judged later. */
function isOfAnother(path: string, task: string): boolean {
  try {
    return readMxt(path + SIDECAR)?.task !== task;
  } catch {
    return false;
  }
}
