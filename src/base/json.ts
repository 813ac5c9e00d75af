import { parse, stringify, LosslessNumber } from 'lossless-json';
import { readFileSync } from 'node:fs';
import { InputError, cannotRead, messageOf } from './errors.ts';

export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/**
 * Parses JSON; integers beyond 2^53 become bigint, every other number a number. Python's NaN and Infinity are refused.
 */
export function parseJson(text: string): Json {
  return parse(text, undefined, parseNumber) as Json;
}

function parseNumber(text: string): number | bigint {
  const value = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/**
 * Reads a JSON file; a missing file or a syntax error is an InputError that names the file and the place.
 * @param mend makes JSON of what the file holds
 */
export function readJsonFile(path: string, mend = (text: string) => text): Json {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError({ where: path, message: cannotRead(error) }, { cause: error });
  }
  try {
    return parseJson(mend(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    throw new InputError({ where: path, message: `is not valid JSON: ${messageOf(error)}` }, { cause: error });
  }
}

/** JSON with two-space indent; bigint is written as a plain integer. A final newline is added. */
export function formatJson(value: unknown): string {
  return `${stringify(value, undefined, 2)}\n`;
}

export { LosslessNumber };
