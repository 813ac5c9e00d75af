import { parse, stringify, LosslessNumber } from 'lossless-json';
import { InputError, messageOf } from './errors.ts';
import { readTextFile } from './text-file.ts';

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
  const text = mend(readTextFile(path));
  try {
    return parseJson(text);
  } catch (error) {
    throw new InputError({ where: path, message: `is not valid JSON: ${whyNotJson(text, error)}` }, { cause: error });
  }
}

/** The parser's words, with line and column in place of its position. */
function whyNotJson(text: string, error: unknown): string {
  if (error instanceof RangeError) return 'its lists and objects are nested too deeply';
  const message = messageOf(error);
  const [found, position] = / at position (\d+)$/.exec(message) ?? [];
  if (found === undefined) return message;
  const before = text.slice(0, Number(position)).split('\n');
  const place = ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const isComment = /^(?:\/[/*]|#)/.test(text.slice(Number(position)));
  return `${message.slice(0, -found.length)}${place}${isComment ? ' (JSON has no comments; a key that starts with "x-" can hold a note)' : ''}`;
}

/** JSON with two-space indent; bigint is written as a plain integer. A final newline is added. */
export function formatJson(value: unknown): string {
  return `${stringify(value, undefined, 2)}\n`;
}

export { LosslessNumber };
