import { expect, it } from 'vitest';
import { inferBaseDir, splitPaths } from '../../src/spec/input-base-dir.ts';

it.each([
  ['/d/a.cs,/d/b.cs', ['/d/a.cs', '/d/b.cs']],
  [' a.cs , b.CS ,', ['a.cs', 'b.CS']],
  ['/d/2026,1/a.cs, /d/2026,1/b.cs', ['/d/2026,1/a.cs', '/d/2026,1/b.cs']],
])('%j are the paths %j', (joined, paths) => {
  expect(splitPaths(joined)).toEqual(paths);
});

it('a comma in the name of a folder does not move the base folder', () => {
  expect(inferBaseDir('/d/2026,1/J12/p.star')).toBe('/d/2026,1');
  expect(inferBaseDir('/d/2026,1/J12/p.cs,/d/q.cs')).toBe('/d/2026,1');
});
