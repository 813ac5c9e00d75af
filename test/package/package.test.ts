import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parseJson } from '../../src/base/json.ts';
import { DIST } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** What a user downloads: packed from the built program, not from whatever lies in `dist`. */
function packTarball(folder: string): string {
  const source = join(folder, 'source');
  for (const name of ['package.json', 'README.md', 'LICENSE', 'docs', 'python', 'schema']) {
    if (existsSync(join(REPOSITORY, name))) cpSync(join(REPOSITORY, name), join(source, name), { recursive: true });
  }
  cpSync(DIST, join(source, 'dist'), { recursive: true });
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], source, folder);
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no tarball');
}

/** npm with an empty cache of its own and without a network. */
function npm(args: string[], cwd: string, folder: string): void {
  execFileSync('npm', [...args, '--offline', '--cache', join(folder, 'npm-cache')], { cwd, stdio: 'pipe' });
}

it(
  'installs offline from the tarball alone, under both names, and runs the demo within its limits',
  { timeout: 480_000 },
  () => {
    const folder = temporaryFolder();
    const tarball = packTarball(folder);
    const prefix = join(folder, 'prefix');
    mkdirSync(prefix);
    npm(['install', '-g', '--prefix', prefix, tarball], folder, folder);
    const run = (name: string, args: string[]) =>
      execFileSync(join(prefix, 'bin', name), args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    expect(run('MemXTerminator', ['--version'])).toBe(run('bezierfit', ['--version']));
    const installed = join(prefix, 'lib/node_modules/bezierfit');
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    expect(notices).toMatch(/^commander [\d.]+ \(MIT\)$/m);

    const output = run('bezierfit', ['demo', 'demo-run']);
    expect(output).toContain('membrane left');
    const report = parseJson(readFileSync(join(folder, 'demo-run/report.json'), 'utf8'));
    expect(report).toMatchObject({ missed: [] });
    expect(readdirSync(join(folder, 'demo-run/pictures')).sort()).toEqual([
      'classes.png',
      'micrograph.png',
      'particles.png',
    ]);
    const state = parseJson(readFileSync(join(folder, 'demo-run/scheduler_state.json'), 'utf8'));
    expect(state).toMatchObject({ counts: { success: 5, failed: 0, canceled: 0 } });
  },
);
