import type { Json } from './json.ts';

/** Lists in lists are shown so deep. */
const DEEPEST_SHOWN = 3;

/** A value as messages show it: JSON, shortened. */
export function shown(value: Json | undefined, depth = 0): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    if (value.length > 6 || depth > DEEPEST_SHOWN) return `a list of ${value.length}`;
    return `[${value.map((one) => shown(one, depth + 1)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
