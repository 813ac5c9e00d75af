import { isJsonObject } from './json-object.ts';

/** What JSON must look like: a form checks a value and returns it typed, with what it lacks filled in. */
export type Form<T> = (value: unknown) => T;

/** A value is not of its form. */
export class FormError extends Error {
  /** From the outermost value inwards. */
  readonly place: (string | number)[] = [];
  constructor(expected: string, value: unknown) {
    super(`expected ${expected}, got ${typeName(value)}`);
    this.name = 'FormError';
  }
}

function typeName(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object') return value === undefined ? 'nothing' : typeof value;
  return value === null ? 'null' : Array.isArray(value) ? 'array' : 'object';
}

function mismatch(expected: string, value: unknown): never {
  throw new FormError(expected, value);
}

export const text: Form<string> = (value) => (typeof value === 'string' ? value : mismatch('string', value));
export const flag: Form<boolean> = (value) => (typeof value === 'boolean' ? value : mismatch('boolean', value));
export const number: Form<number> = (value) => (Number.isFinite(value) ? (value as number) : mismatch('number', value));
export const whole: Form<number> = (value) =>
  Number.isSafeInteger(value) ? (value as number) : mismatch('whole number', value);
export const positive: Form<number> = (value) => (whole(value) > 0 ? (value as number) : mismatch('1 or more', value));

/** One of these values. */
export function oneOf<const T extends string | number>(...allowed: readonly T[]): Form<T> {
  const words = allowed.map((one) => JSON.stringify(one)).join('|');
  return (value) => (allowed.includes(value as T) ? (value as T) : mismatch(words, value));
}

/** Or null. */
export function nullable<T>(form: Form<T>): Form<T | null> {
  return (value) => (value === null ? null : form(value));
}

/** May be left out, and stays so. */
export function optional<T>(form: Form<T>): Form<T | undefined> {
  return (value) => (value === undefined ? undefined : form(value));
}

/** May be left out. */
export function withDefault<T>(form: Form<T>, fallback: T): Form<T> {
  return (value) => (value === undefined ? fallback : form(value));
}

/** Whatever is wrong with it does not matter. */
export function otherwise<T>(form: Form<T>, fallback: T): Form<T> {
  return (value) => {
    try {
      return value === undefined ? fallback : form(value);
    } catch {
      return fallback;
    }
  };
}

/** An array; its entries are checked in place. */
export function listOf<T>(form: Form<T>): Form<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return mismatch('array', value);
    for (let i = 0; i < value.length; i++) put(value, i, form);
    return value as T[];
  };
}

/** Any keys, values of one form. */
export function mapOf<T>(form: Form<T>): Form<Record<string, T>> {
  return (value) => {
    const object = asObject(value);
    for (const key of Object.keys(object)) put(object, key, form);
    return object as Record<string, T>;
  };
}

/** The same object, so that thousands of them cost little; other keys stay as they are. */
export function objectOf<T extends object>(fields: { [K in keyof Required<T>]: Form<T[K]> }): Form<T> {
  const list = Object.entries<Form<unknown>>(fields);
  return (value) => {
    const object = asObject(value);
    for (const [key, form] of list) put(object, key, form);
    return object as T;
  };
}

function asObject(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : mismatch('object', value);
}

/** Replaces a value by what its form makes of it. */
function put<K extends string | number>(holder: Record<K, unknown>, key: K, form: Form<unknown>): void {
  const given = holder[key];
  let formed: unknown;
  try {
    formed = form(given);
  } catch (error) {
    if (error instanceof FormError) error.place.unshift(key);
    throw error;
  }
  if (formed !== given) holder[key] = formed;
}
