import { isJsonObject } from '../base/json-object.ts';

/** JSON with sorted keys and two-space indent, as the older program writes its files. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, sortKeys, 2);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
