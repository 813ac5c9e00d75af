import { InputError, errorCode, refuse } from '../../base/errors.ts';
import { readJsonFile, type Json } from '../../base/json.ts';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import { shown } from '../../base/shown.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { MxtRecord } from './types.ts';
import { MXT_SCHEMA } from './write.ts';

/** Reads a sidecar; null when there is none. One that is damaged or of another schema is an InputError that names the field. */
export function readMxt(path: string): MxtRecord | null {
  const root = readJsonIfAny(path);
  if (root === undefined) return null;
  if (!isJsonObject(root)) refuse(path, 'is not a sidecar: expected a JSON object');
  if (root.mxt_schema !== MXT_SCHEMA) refuse(path, `mxt_schema: expected ${MXT_SCHEMA}, got ${shown(root.mxt_schema)}`);
  const status = text(root, 'status', path);
  if (status !== 'success' && status !== 'failed') refuse(path, `status: expected success or failed, got ${status}`);
  const output = root.output;
  if (!isJsonObject(output)) refuse(path, `output: expected an object, got ${shown(output)}`);
  const file = output.file === undefined ? null : asFingerprint(output.file);
  if (status === 'success' && file === null)
    refuse(path, `output.file: expected a fingerprint, got ${shown(output.file)}`);
  return {
    task: text(root, 'task', path),
    status,
    params_hash: text(root, 'params_hash', path),
    inputs: isJsonObject(root.inputs) ? root.inputs : {},
    output: { path: text(output, 'path', path), file },
    adopted: root.adopted === true,
  };
}

/** undefined when there is no such file. */
function readJsonIfAny(path: string): Json | undefined {
  try {
    return readJsonFile(path);
  } catch (error) {
    if (error instanceof InputError && ['ENOENT', 'ENOTDIR'].includes(errorCode(error.cause) ?? '')) return undefined;
    throw error;
  }
}

/** A fingerprint read from JSON, or null when it is not one. */
export function asFingerprint(value: unknown): Fingerprint | null {
  if (!isJsonObject(value)) return null;
  const { path, size_bytes: size, mtime_ns: mtime, crc32 } = value;
  if (typeof path !== 'string' || typeof size !== 'number') return null;
  if (typeof mtime !== 'bigint' && !Number.isSafeInteger(mtime)) return null;
  const known = { path, size_bytes: size, mtime_ns: BigInt(mtime as number | bigint) };
  return typeof crc32 === 'number' ? { ...known, crc32 } : known;
}

function text(object: JsonObject, key: string, path: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : refuse(path, `${key}: expected a text, got ${shown(value)}`);
}
