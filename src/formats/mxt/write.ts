import { LosslessNumber, formatJson } from '../../base/json.ts';
import { pythonFloat } from './python-number.ts';
import type { Mxt } from './types.ts';

export const MXT_SCHEMA = 1;

/** The sidecar's place: beside its output. */
export function mxtPathOf(outputPath: string): string {
  return `${outputPath}.mxt`;
}

/** The sidecar's text: keys sorted, indent of two, as the older program writes it. */
export function formatMxt(mxt: Mxt): string {
  const run = { ...mxt.run, duration_sec: pythonFloat(mxt.run.duration_sec) };
  return formatJson(sortKeys({ mxt_schema: MXT_SCHEMA, ...mxt, run }));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object' || value instanceof LosslessNumber) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
