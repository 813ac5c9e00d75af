import { describe, expect, it } from 'vitest';
import {
  FormError, flag, listOf, mapOf, nullable, number, objectOf, oneOf, optional, otherwise, positive, text, whole, withDefault,
  type Form,
} from '../../src/base/form.ts'; // prettier-ignore

/** `place: what was expected`. */
function faultOf(form: Form<unknown>, value: unknown): string {
  try {
    form(value);
  } catch (error) {
    if (error instanceof FormError) return `${error.place.join('.')}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('a value of another form', () => {
  it.each<[string, Form<unknown>, unknown, string]>([
    ['text', text, 5, ': expected string, got 5'],
    ['flag', flag, 'yes', ': expected boolean, got string'],
    ['number', number, NaN, ': expected number, got NaN'],
    ['whole number', whole, 1.5, ': expected whole number, got 1.5'],
    ['positive', positive, 0, ': expected 1 or more, got 0'],
    ['one of', oneOf('a', 'b'), 'c', ': expected "a"|"b", got string'],
    ['nothing where null may stand', nullable(text), undefined, ': expected string, got nothing'],
    ['null where nothing may stand', optional(text), null, ': expected string, got null'],
    ['an element', listOf(whole), [1, '2'], '1: expected whole number, got string'],
    ['an object for a list', listOf(whole), {}, ': expected array, got object'],
    ['a list for an object', objectOf({ a: text }), [], ': expected object, got array'],
    ['a value of a map', mapOf(text), { k: true }, 'k: expected string, got boolean'],
    ['deep inside', objectOf({ jobs: listOf(objectOf({ id: text })) }), { jobs: [{}] }, 'jobs.0.id: expected string, got nothing'],
  ])('%s', (_, form, value, fault) => {
    expect(faultOf(form, value)).toBe(fault);
  }); // prettier-ignore
});

it('fills in what may be left out, and overlooks what does not matter', () => {
  const form = objectOf({ a: withDefault(nullable(text), 'x'), b: otherwise(flag, true), c: optional(text) });
  expect(form({ b: 'no', other: 1 })).toEqual({ a: 'x', b: true, other: 1 });
  expect(form({ a: null, b: false, c: 'c' })).toEqual({ a: null, b: false, c: 'c' });
});
