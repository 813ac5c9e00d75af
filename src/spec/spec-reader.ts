import type { Problem } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isJsonObject, type JsonObject } from '../base/json-object.ts';
import { shown } from '../base/shown.ts';
import { didYouMean } from './nearest.ts';
import type { Param, ParamValue } from './params.ts';
import { expectedWords, isValid } from './values.ts';

/** Reads pieces of a JSON document by their declarations and collects every problem, each with its path. */
export class SpecReader {
  readonly problems: Problem[] = [];
  private readonly where: string;
  constructor(where: string) {
    this.where = where;
  }

  place(path: string): string {
    return path === '' ? this.where : `${this.where}: ${path}`;
  }

  add(path: string, message: string): void {
    this.problems.push({ where: this.place(path), message });
  }

  wrong(path: string, expected: string, got: Json | undefined, hint = ''): void {
    this.add(path, `expected ${expected}, got ${shown(got)}${hint}`);
  }

  /** The object at `path`; unknown keys are problems, except `$schema` and those that start with `x-`. */
  object(json: Json, path: string, known: readonly string[]): JsonObject | null {
    if (!isJsonObject(json)) {
      this.wrong(path, 'an object', json);
      return null;
    }
    for (const key of Object.keys(json)) {
      if (known.includes(key) || key === '$schema' || key.startsWith('x-')) continue;
      const hint = didYouMean(key, known) || `; known keys: ${known.join(', ')}`;
      this.add(path, `unknown key ${JSON.stringify(key)}${hint}`);
    }
    return json;
  }

  /** One declared value; undefined when it is absent or wrong (then it is a problem). */
  field(object: JsonObject, path: string, param: Param): ParamValue | undefined {
    const value = Object.hasOwn(object, param.name) ? object[param.name] : undefined;
    const place = `${path}.${param.name}`;
    if (value === undefined || (value === null && !param.required)) {
      if (param.required)
        this.add(path, `"${param.name}" is missing, expected ${expectedWords(param)} (${param.help})`);
      return value;
    }
    if (isValid(param, value)) return value;
    const hint = typeof value === 'string' && param.choices ? didYouMean(value, param.choices) : '';
    this.wrong(place, expectedWords(param), value, hint);
    return undefined;
  }

  /** All declared values; absent ones (and null) get their default. */
  fields(object: JsonObject, path: string, params: readonly Param[]): Record<string, ParamValue | undefined> {
    return Object.fromEntries(
      params.map((param) => [
        param.name,
        this.field(object, path, param) ?? param.default ?? (param.required ? undefined : null),
      ]),
    );
  }
}
