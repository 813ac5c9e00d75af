import type { Random } from '../../src/base/random.ts';

/** Other types, edges of numbers, names with a meaning to JavaScript. */
const VALUES = [
  'null', 'true', 'false', '0', '-1', '1.5', '1e400', '-0', '9007199254740993', '2147483648', '1e-320', '""', '"x"',
  '"\\u0000"', '"../../x"', '"/"', '"__proto__"', '[]', '{}', '[[]]', '[null]', '{"a":1}', '[1,2]', '"1"', '"NaN"',
  '[9007199254740993]', '{"toString":null}', '{"__proto__":{}}', '['.repeat(3000) + ']'.repeat(3000),
]; // prettier-ignore
const KEYS = ['__proto__', 'constructor', 'toString', '', 'length', 'x'];

/** Damages JSON: most often one value, key or entry of its tree, sometimes its text. */
export function mutateJson(seed: Uint8Array, random: Random): Uint8Array {
  let text = Buffer.from(seed).toString('utf8');
  for (let left = 1 + random.below(2); left > 0 && text !== ''; left--) {
    text = random.below(8) ? changeTree(text, random) : changeText(text, random);
  }
  return Buffer.from(text);
}

function changeText(text: string, random: Random): string {
  const at = random.below(text.length);
  const odd = ['', ',', '{', '"', 'NaN', '\0', '\u00e9', '//', ']', '\\'];
  return random.below(3) ? text.slice(0, at) + odd[random.below(odd.length)] + text.slice(at + 1) : text.slice(0, at);
}

/** Where a value of the tree stands in the text. */
interface Place {
  start: number;
  end: number;
  /** The key before it, if it has one. */
  key: { start: number; end: number } | null;
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/gy;

/** Every value of a whole JSON text; numbers keep their digits, as JSON.parse would not. */
function placesOf(text: string): Place[] {
  const places: Place[] = [];
  const open: Place[] = [];
  let last: { start: number; end: number } | null = null;
  let key: Place['key'] = null;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [, token = ''] = match;
    const place: Place = { start: TOKEN.lastIndex - token.length, end: TOKEN.lastIndex, key };
    if (token === ':') {
      places.pop(); // it was a key
      key = last;
      continue;
    }
    if (token === ',') continue;
    if (token === '}' || token === ']') {
      const opened = open.pop();
      if (opened) opened.end = place.end;
      continue;
    }
    if (token === '{' || token === '[') open.push(place);
    places.push(place);
    last = place;
    key = null;
  }
  return places;
}

function changeTree(text: string, random: Random): string {
  const places = placesOf(text);
  const { start, end, key } = places[random.below(places.length)] ?? { start: 0, end: text.length, key: null };
  const replace = (from: number, to: number, by: string) => text.slice(0, from) + by + text.slice(to);
  const other = places[random.below(places.length)];
  switch (random.below(key ? 6 : 3)) {
    case 0:
    case 1:
      return replace(start, end, VALUES[random.below(VALUES.length)]!);
    case 2:
      return replace(start, end, other ? text.slice(other.start, other.end) : 'null');
    case 3:
      return replace(key!.start, key!.end, JSON.stringify(KEYS[random.below(KEYS.length)]!));
    case 4:
      return replace(key!.start, end, '"also": 1');
    default:
      return replace(end, end, `, "${random.below(2) ? 'more' : 'x'}": ${VALUES[random.below(VALUES.length)]}`);
  }
}
