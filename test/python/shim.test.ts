import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../src/batch/find-program.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { DIST, PROGRAM } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const SHIM = resolve(import.meta.dirname, '../../python');
const python = findPython();
const MODULE = ['-u', '-m', 'memxterminator.bezierfit.scheduler.cli'];

/** The interpreter itself: what PATH has may be a script that needs PATH. */
function findPython(): string | null {
  const onPath = findProgram('python3');
  if (!onPath) return null;
  return spawnSync(onPath, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
}

function runShim(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { status: number | null; stderr: string; pid: number } {
  return spawnSync(python ?? '', [...MODULE, ...args], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
}

/** The shim away from its package, so that only PATH can lead to the program. */
function loneShim(): string {
  const folder = temporaryFolder();
  cpSync(SHIM, folder, { recursive: true });
  return folder;
}

describe.skipIf(!python)('python -m memxterminator.bezierfit.scheduler.cli', () => {
  it('runs the batch with the program beside it, as the same process', () => {
    const home = temporaryFolder();
    cpSync(SHIM, join(home, 'python'), { recursive: true });
    symlinkSync(DIST, join(home, 'dist'));
    const batch = new BatchFolder([{ id: 'a' }]);
    const args = ['--spec', batch.specPath, '--state', batch.statePath, '--max_running_jobs', '1'];
    const { status, pid } = runShim(args, { PYTHONPATH: join(home, 'python'), JOURNAL: batch.journalPath });
    expect(status).toBe(0);
    expect(batch.state().owner.pid).toBe(pid);
    expect(batch.outcomes()).toEqual({ a: 'success' });
  });

  it('finds the program on PATH, and passes its exit code on', () => {
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'bezierfit'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
    chmodSync(join(bin, 'bezierfit'), 0o755);
    const env = { PYTHONPATH: loneShim(), PATH: `${bin}:${process.env.PATH}` };
    const { status, stderr } = runShim(['--spec', join(bin, 'none.json')], env);
    expect(status).toBe(2);
    expect(stderr).toContain('none.json');
  });

  it('says what is missing', () => {
    const { status, stderr } = runShim([], { PYTHONPATH: loneShim(), PATH: temporaryFolder() });
    expect(status).toBe(1);
    expect(stderr).toMatch(/error: cannot find the program/);
  });

  it('leaves the other modules of a real package importable', () => {
    const real = temporaryFolder();
    mkdirSync(join(real, 'memxterminator/bezierfit/bin'), { recursive: true });
    for (const part of ['', 'bezierfit', 'bezierfit/bin'])
      writeFileSync(join(real, 'memxterminator', part, '__init__.py'), '');
    writeFileSync(join(real, 'memxterminator/bezierfit/bin/job.py'), 'print("the real job")');
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: `${SHIM}:${real}` };
    const { stdout } = spawnSync(python ?? '', ['-m', 'memxterminator.bezierfit.bin.job'], { encoding: 'utf8', env });
    expect(stdout).toBe('the real job\n');
  });

  it('is shipped', () => {
    const { files } = JSON.parse(readFileSync(resolve(SHIM, '../package.json'), 'utf8'));
    expect(files).toContain('python');
  });
});
