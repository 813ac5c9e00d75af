import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../../helpers/batch-folder.ts';
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

  it('takes the folder in which one stands, and keeps what it has not made there', async () => {
    const folder = temporaryFolder();
    const demo = () => runProgram(['demo', '.', '--micrographs', '1', '--data-only'], { cwd: folder });
    expect(await demo()).toMatchObject({ code: 0, stderr: '' });
    mkdirSync(join(folder, 'runs/pms_mine'), { recursive: true });
    mkdirSync(join(folder, 'runs/mms'));
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    expect(await demo()).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(['batch_spec.json', 'project', 'runs', 'thesis.txt', 'truth']);
    expect(readdirSync(join(folder, 'runs'))).toEqual(['pms_mine']);
  });

  it('refuses a file, and a folder in which a batch runs', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const file = await runProgram(['demo', batch.specPath]);
    expect(file).toMatchObject({ code: 2, stderr: expect.stringContaining('a file is in the way, expected a folder') });
    const { finished } = batch.start();
    await batch.until('start', 'a');
    mkdirSync(join(batch.root, 'truth'));
    writeFileSync(join(batch.root, 'truth/truth.json'), '{}');
    const busy = await runProgram(['demo', batch.root]);
    expect(busy).toMatchObject({ code: 2, stderr: expect.stringContaining('a batch runs here (pid ') });
    batch.open('go');
    expect((await finished).code).toBe(0);
  });

  it('refuses numbers that make no sense', async () => {
    const { code, stderr } = await runProgram(['demo', 'D', '--micrographs', '0'], { cwd: temporaryFolder() });
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 2,
      stderr: 'error: --micrographs: expected a whole number from 1, got "0"',
    });
  });
});
