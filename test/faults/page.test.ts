import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAILURE_CLASSES } from '../../src/batch/failure.ts';
import { FAULT_POINTS } from '../../src/base/fault-point.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');

/** `file`: name; name; `file`: name ... of the table of promises. */
function namedTests(): [file: string, name: string][] {
  const rows = PAGE.split('\n').filter((line) => /^\| \d+ \|/.test(line));
  return rows.flatMap((row) => {
    let file = '';
    const parts = (row.split('|')[3] ?? '').split('; ');
    return parts.map((part): [string, string] => {
      const [, given, rest] = /^\s*`([\w/-]+\.test\.ts)`: (.*)$/.exec(part) ?? [];
      file = given ?? file;
      return [file, (rest ?? part).trim()];
    });
  });
}

describe('docs/reliability.md', () => {
  it('every promise has its tests', () => {
    const tests = namedTests();
    expect(tests.length).toBeGreaterThan(20);
    for (const [file, name] of tests) {
      const path = join(ROOT, 'test', file);
      expect(existsSync(path), path).toBe(true);
      expect(readFileSync(path, 'utf8'), `${file}: ${name}`).toContain(name);
    }
  });
  it('lists every fault point, and each is passed in one place', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'));
    for (const point of FAULT_POINTS) {
      expect(PAGE).toContain(`| \`${point}\` |`);
      const calls = sources.reduce((sum, text) => sum + text.split(`faultPoint('${point}')`).length - 1, 0);
      expect(calls, point).toBe(1);
    }
  });
  it('lists every class of failure', () => {
    for (const name of FAILURE_CLASSES) expect(PAGE).toContain(`| \`${name}\` |`);
  });
});
