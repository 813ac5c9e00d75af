import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../../src/batch/find-program.ts';
import { lacksOlderProgram } from '../../src/batch/older-program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const python = findProgram('python3');
const hasOlder = python !== null && !(await lacksOlderProgram(python));

describe.skipIf(python === null || hasOlder)('the older program in a Python interpreter', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is found where it can be imported; our shim alone is not it', async () => {
    expect(await lacksOlderProgram(python ?? '')).toBe(true);
    vi.stubEnv('PYTHONPATH', join(import.meta.dirname, '../../python'));
    expect(await lacksOlderProgram(python ?? '')).toBe(true);
    const folder = temporaryFolder();
    const module = join(folder, 'memxterminator/bezierfit/bin');
    mkdirSync(module, { recursive: true });
    for (const place of [module, join(module, '..'), join(module, '../..')])
      writeFileSync(join(place, '__init__.py'), '');
    vi.stubEnv('PYTHONPATH', folder);
    expect(execFileSync(python ?? '', ['-c', 'import memxterminator.bezierfit.bin'], { encoding: 'utf8' })).toBe('');
    expect(await lacksOlderProgram(python ?? '')).toBe(false);
  });
});

it('an interpreter that does not say is left to the jobs', async () => {
  expect(await lacksOlderProgram('true')).toBe(false);
  expect(await lacksOlderProgram('/no/such/python')).toBe(false);
});
