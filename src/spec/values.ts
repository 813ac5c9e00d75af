import type { Json } from '../base/json.ts';
import type { Param } from './params.ts';

/** What a value of this argument must be, in words that complete "expected ...". */
export function expectedWords(param: Param): string {
  switch (param.type) {
    case 'path':
    case 'paths':
      return param.files ? `the path of a ${param.files.join(' or ')} file` : 'a path';
    case 'folder':
      return 'the path of a folder';
    case 'name':
      return 'the name of a folder (relative, without "..")';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${(param.choices ?? []).map((choice) => `"${choice}"`).join(', ')}`;
    case 'number':
      return `a number${rangeWords(param)}`;
    case 'integer':
      return `a whole number${rangeWords(param)}`;
  }
}

/** ` above 0 and at most 1`; empty without limits. */
export function rangeWords({ above, min, max }: Param): string {
  const limits = [
    above === undefined ? [] : `above ${above}`,
    min === undefined ? [] : `of at least ${min}`,
    max === undefined ? [] : `at most ${max}`,
  ].flat();
  return limits.length === 0 ? '' : ` ${limits.join(' and ')}`;
}

/** Strict: a number is never accepted as text, nor text as a number. `null` is judged by the caller. */
export function isValid(param: Param, value: Json): value is string | number | boolean {
  switch (param.type) {
    case 'path':
    case 'paths':
    case 'folder':
      return typeof value === 'string' && value.trim() !== '' && !value.includes('\0');
    case 'name':
      return typeof value === 'string' && /^[^/\0]+(\/[^/\0]+)*$/.test(value) && !value.split('/').includes('..');
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && (param.choices ?? []).includes(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && inRange(param, value);
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) && inRange(param, value);
  }
}

function inRange({ above, min, max }: Param, value: number): boolean {
  return value > (above ?? -Infinity) && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

/** Text as typed on a command line or in a sweep -> the argument's type; undefined when it is not of that type. */
export function valueFromText(param: Param, text: string): string | number | boolean | undefined {
  let value: Json = text;
  if (param.type === 'number' || param.type === 'integer') value = text.trim() === '' ? null : Number(text);
  if (param.type === 'boolean') value = text === 'true' ? true : text === 'false' ? false : null;
  return isValid(param, value) ? value : undefined;
}
