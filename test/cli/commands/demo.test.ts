import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../helpers/program.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

describe('bezierfit demo', () => {
  it('with --data-only makes a project that can be run, and replaces it when asked again', async () => {
    const folder = temporaryFolder();
    for (const seed of ['3', '4']) {
      const { code, stderr } = await runProgram(['demo', 'D', '--micrographs', '1', '--data-only', '--seed', seed], {
        cwd: folder,
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    expect(existsSync(join(folder, 'D/runs'))).toBe(false);
    const { code, stdout } = await runProgram(['validate', 'D/batch_spec.json'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('can run: 5 jobs') });
  });

  it('leaves a folder alone that holds anything else', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    const { code, stderr } = await runProgram(['demo', '.'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is not empty and holds no demo') });
    expect(existsSync(join(folder, 'thesis.txt'))).toBe(true);
  });

  it('refuses numbers that make no sense', async () => {
    const { code, stderr } = await runProgram(['demo', 'D', '--micrographs', '0'], { cwd: temporaryFolder() });
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 2,
      stderr: 'error: --micrographs: expected a whole number from 1, got "0"',
    });
  });
});
