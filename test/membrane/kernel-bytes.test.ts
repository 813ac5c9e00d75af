import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('the committed WebAssembly is what assembly/ compiles to', () => {
  const root = resolve(import.meta.dirname, '../..');
  const check = spawnSync(process.execPath, ['scripts/build-kernel.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});
