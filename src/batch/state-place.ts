import { existsSync } from 'node:fs';
import { InputError, refuse } from '../base/errors.ts';
import { readJsonFile } from '../base/json.ts';
import { isJsonObject } from '../base/json-object.ts';
import { isSameFile } from '../base/same-file.ts';
import { readTextFile } from '../base/text-file.ts';

/**
 * Asked before a batch begins: it may replace what a scheduler has left there, also cut off, or of a newer program, but
 * never some other file that `--state` names by mistake.
 * @throws InputError that names the file
 */
export function requireStatePlace(statePath: string, specPath: string): void {
  const refuseFor = (what: string): never =>
    refuse(statePath, `${what}; name another place for the state with --state`);
  if (isSameFile(statePath, specPath)) refuseFor('is the batch spec');
  if (existsSync(statePath) && !mayBeState(statePath)) refuseFor('exists and is not the state of a batch');
}

function mayBeState(path: string): boolean {
  try {
    const json = readJsonFile(path);
    return isJsonObject(json) && 'schema_version' in json;
  } catch (error) {
    if (error instanceof InputError) return isCutOff(path);
    throw error;
  }
}

/** An empty file, or the beginning of an object. */
function isCutOff(path: string): boolean {
  try {
    return /^\s*(?:\{|$)/.test(readTextFile(path));
  } catch {
    return false;
  }
}
