import type { Json } from './json.ts';

export type JsonObject = { [key: string]: Json };

/** True for what JSON writes in braces. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
