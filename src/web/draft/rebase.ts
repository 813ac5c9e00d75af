import { PARAMS, type JobKind } from '../../spec/params.ts';
import type { JsonObject } from '../../base/json-object.ts';
import { join } from '../posix-path.ts';
import { asObject, isObject } from './document.ts';

/** An imported spec's relative paths start at its own folder; here they are made absolute, so that they stay the same. */
export function rebaseSpec(spec: JsonObject, folder: string): JsonObject {
  if (!Array.isArray(spec.jobs)) return spec;
  return { ...spec, jobs: spec.jobs.map((job) => (isObject(job) ? rebaseJob(job, folder) : job)) };
}

function rebaseJob(job: JsonObject, folder: string): JsonObject {
  const absolute = (path: string) => (/^[/~$]/.test(path) ? path : join(folder, path));
  const args = { ...asObject(job.args) };
  for (const { name, type } of PARAMS[job.kind as JobKind] ?? []) {
    const value = args[name];
    const isPath = type === 'path' || type === 'paths' || type === 'folder';
    // `output` is relative to the output root.
    if (!isPath || name === 'output' || typeof value !== 'string' || value === '') continue;
    args[name] = value
      .split(',')
      .map((path) => absolute(path.trim()))
      .join(',');
  }
  const output_root = job.output_root;
  return { ...job, args, ...(typeof output_root === 'string' ? { output_root: absolute(output_root) } : {}) };
}
