/** What the header of a .npy file may hold; a tuple is an array, `2L` is 2. */
export type PythonLiteral = null | boolean | number | string | PythonLiteral[] | { [key: string]: PythonLiteral };

const TOKEN = /\s*(?:([[\](){},:])|([-+]?\d+)L?|(True|False|None)\b|[uUbB]?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))/y;
const WORDS = { True: true, False: false, None: null } as const;
const CLOSING = { '(': ')', '[': ']' } as const;
const DEEPEST = 32;

/**
 * Parses one Python literal of dicts, lists, tuples, strings, integers, True, False and None; nothing is evaluated.
 * @throws SyntaxError with the place
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

type Token = { mark: string } | { value: null | boolean | number | string };

class Parser {
  private readonly text: string;
  private position = 0;
  private token: Token | null;

  constructor(text: string) {
    this.text = text.trimEnd();
    this.token = this.next();
  }

  value(depth: number): PythonLiteral {
    if (depth > DEEPEST) this.fail('nested too deep');
    const token = this.token ?? this.fail('it ends too early');
    this.token = this.next();
    if ('value' in token) return token.value;
    if (token.mark === '{') return this.dict(depth);
    if (token.mark === '(' || token.mark === '[') return this.list(CLOSING[token.mark], depth);
    return this.fail(`unexpected ${token.mark}`);
  }

  end(): void {
    if (this.token) this.fail('there is more after the value');
  }

  private dict(depth: number): PythonLiteral {
    const entries: [string, PythonLiteral][] = [];
    while (!this.skip('}')) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' || !this.skip(':')) this.fail("expected 'key': value");
      entries.push([String(key), this.value(depth + 1)]);
      if (!this.skip(',') && !this.is('}')) this.fail('expected , or }');
    }
    return Object.fromEntries(entries);
  }

  /** A parenthesis around one value without a comma is that value. */
  private list(closing: string, depth: number): PythonLiteral {
    const items: PythonLiteral[] = [];
    let comma = closing === ']';
    while (!this.skip(closing)) {
      items.push(this.value(depth + 1));
      if (this.skip(',')) comma = true;
      else if (!this.is(closing)) this.fail(`expected , or ${closing}`);
    }
    return !comma && items.length === 1 ? (items[0] ?? null) : items;
  }

  private is(mark: string): boolean {
    return this.token !== null && 'mark' in this.token && this.token.mark === mark;
  }

  private skip(mark: string): boolean {
    const found = this.is(mark);
    if (found) this.token = this.next();
    return found;
  }

  private next(): Token | null {
    if (this.position >= this.text.length) return null;
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.text) ?? this.fail('unexpected text');
    this.position = TOKEN.lastIndex;
    const [, mark, integer, word, quoted] = match;
    if (mark !== undefined) return { mark };
    if (integer !== undefined) return { value: Number(integer) };
    if (word !== undefined) return { value: WORDS[word as keyof typeof WORDS] };
    return { value: unescapePython((quoted ?? '').slice(1, -1)) };
  }

  private fail(why: string): never {
    throw new SyntaxError(`${why} at character ${this.position} of the header`);
  }
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

function unescapePython(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g,
    (all: string, two?: string, four?: string, eight?: string, one = '') => {
      const code = two ?? four ?? eight;
      if (code === undefined) return ESCAPES[one] ?? all;
      const point = parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}
