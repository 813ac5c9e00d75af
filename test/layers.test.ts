import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve, dirname, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** folder -> what its files may import (besides themselves); an entry with a slash allows that part alone. */
const ALLOWED: Record<string, readonly string[]> = {
  base: [],
  formats: ['base'],
  image: ['base'],
  membrane: ['base', 'image'],
  cuda: ['base', 'image', 'membrane'],
  spec: ['base'],
  jobs: ['base', 'formats', 'image', 'membrane', 'spec', 'cuda'],
  batch: ['base', 'spec', 'formats/mxt', 'jobs/io'],
  demo: ['base', 'formats', 'image'],
  server: ['base', 'formats', 'image', 'membrane', 'spec', 'batch', 'jobs/io'],
  web: ['base/json', 'base/json-object', 'base/errors', 'spec', 'server/api'],
  cli: ['base', 'formats', 'image', 'membrane', 'cuda', 'spec', 'batch', 'demo', 'jobs/io', 'server'],
};
/** The one door from the command line into the jobs. */
const DOORS: Record<string, readonly string[]> = { 'cli/run-job.ts': ['jobs'] };

interface Import {
  from: string;
  to: string;
  /** `import type`, or by `import()`: not needed to load the module. */
  isLoose: boolean;
}

function importsOf(): Import[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    const found = [...text.matchAll(/(import type [^;]*?)?(?:from|import)\s*(\(?)\s*'(\.[^']+)'/g)];
    return found.map(([, type, bracket, target = '']) => ({
      from: file.split(sep).join('/'),
      to: relative(SRC, resolve(SRC, dirname(file), target))
        .split(sep)
        .join('/'),
      isLoose: type !== undefined || bracket !== '',
    }));
  });
}

function allowed({ from, to }: Import): boolean {
  const folder = from.split('/')[0] ?? '';
  const rules = [folder, ...(ALLOWED[folder] ?? []), ...(DOORS[from] ?? [])];
  return rules.some((rule) => to === `${rule}.ts` || to.startsWith(`${rule}/`));
}

/** The files of a circle, each importing the next; null when there is none. */
function findCircle(imports: readonly Import[]): string[] | null {
  const isDone = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | null => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (isDone.has(file)) return null;
    isDone.add(file);
    const targets = imports.filter(({ from }) => from === file).map(({ to }) => to);
    return firstOf(targets, (target) => visit(target, [...way, file]));
  };
  return firstOf(
    imports.map(({ from }) => from),
    (file) => visit(file, []),
  );
}

function firstOf<T>(files: readonly string[], find: (file: string) => T | null): T | null {
  for (const file of files) {
    const found = find(file);
    if (found !== null) return found;
  }
  return null;
}

describe('layers', () => {
  const imports = importsOf();
  it('reads the imports of the tree', () => {
    expect(imports.length).toBeGreaterThan(5);
  });
  it('imports only along the arrows of docs/architecture.md', () => {
    const wrong = imports.filter((one) => !allowed(one)).map(({ from, to }) => `${from} must not import ${to}`);
    expect(wrong).toEqual([]);
  });
  it('imports in no circle what a module needs to load', () => {
    expect(findCircle(imports.filter(({ isLoose }) => !isLoose))).toBeNull();
    expect(findCircle(['ab', 'bc', 'cb'].map(([from = '', to = '']) => ({ from, to, isLoose: false })))).toEqual([
      'b',
      'c',
      'b',
    ]);
  });
  it('knows every folder', () => {
    expect(readdirSync(SRC).filter((folder) => !(folder in ALLOWED))).toEqual([]);
  });
});
