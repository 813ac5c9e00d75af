import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DemoFolder } from '../src/demo/layout.ts';
import { makeProject } from '../src/demo/project.ts';
import { DEFAULT_SETTINGS } from '../src/demo/settings.ts';
import { PROGRAM } from './helpers/program.ts';
import { temporaryFolder } from './helpers/temp-folder.ts';

const REPOSITORY = resolve(import.meta.dirname, '..');
const PAGES = [
  'README.md',
  ...readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function blocks(page: string, language: string): string[] {
  const text = readFileSync(join(REPOSITORY, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, body]) => body);
}

/** Commands that are run elsewhere: by CI itself, by test/package. */
const RUN_ELSEWHERE = /^npm |^export PATH/;

/** A folder with the guide's project at `project`, its batch spec, and the program under both its names. */
function makeWorkplace(): { folder: string; run: (command: string) => ReturnType<typeof spawnSync> } {
  const folder = temporaryFolder();
  makeProject(new DemoFolder(folder), { ...DEFAULT_SETTINGS, micrographs: 2 }, () => {});
  mkdirSync(join(folder, 'bin'));
  for (const name of ['bezierfit', 'MemXTerminator']) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const local = (text: string) => text.replaceAll('/data/project', join(folder, 'project'));
  writeFileSync(join(folder, 'batch_spec.json'), local(blocks('docs/guide.md', 'json')[0]));
  const env = {
    ...process.env,
    CUDA_VISIBLE_DEVICES: undefined,
    PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
  };
  const run = (command: string) => spawnSync('sh', ['-c', local(command)], { cwd: folder, env, encoding: 'utf8' });
  return { folder, run };
}

describe('the commands of the pages', () => {
  it('of the guide, then of troubleshooting and README, work one after the other', { timeout: 300_000 }, () => {
    const { folder, run } = makeWorkplace();
    const commands = ['docs/guide.md', 'docs/troubleshooting.md', 'README.md']
      .flatMap((page) => blocks(page, 'sh'))
      .flatMap((block) => block.trim().split('\n'))
      .filter((line) => !RUN_ELSEWHERE.test(line));
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const { status, stderr } = run(command);
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: expect.not.stringContaining('error') });
    }
    for (const made of ['averages.png', 'particles.png', 'sweep.json', 'by-hand/mms/subtracted']) {
      expect(existsSync(join(folder, made)), made).toBe(true);
    }
  });

  it('of npm are scripts of the package', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { scripts: object };
    const names = PAGES.flatMap((page) => [
      ...readFileSync(join(REPOSITORY, page), 'utf8').matchAll(/npm run ([a-z:]+)/g),
    ]);
    expect(names.length).toBeGreaterThan(3);
    for (const [, name] of names) expect(Object.keys(scripts)).toContain(name);
  });
});

describe('links of the pages', () => {
  it.each(PAGES)('%s', (page) => {
    const text = readFileSync(join(REPOSITORY, page), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
      expect(existsSync(resolve(REPOSITORY, dirname(page), target)), target).toBe(true);
    }
  });
});
