import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BAD_CURVES, BAD_PARTICLES, BAD_STACKS, BAD_STARS } from './bad-input/files.ts';
import type { BadInput } from './bad-input/bad-input.ts';
import { BAD_OUTPUTS } from './bad-input/outputs.ts';
import { pageOf, type Answer } from './bad-input/page.ts';
import { BAD_COMMAND_LINES, BAD_SPECS } from './bad-input/specs.ts';
import { runProgram } from './helpers/program.ts';
import { makeSmallProject } from './helpers/small-project.ts';

const PAGE = resolve(import.meta.dirname, '../docs/bad-input.md');
const CHAPTERS = [
  { title: 'The command line', inputs: BAD_COMMAND_LINES },
  { title: 'The batch spec', inputs: BAD_SPECS },
  { title: 'Particles (.cs)', inputs: BAD_PARTICLES },
  { title: 'Stacks (.mrcs)', inputs: BAD_STACKS },
  { title: 'Curves (control points) and parameters', inputs: BAD_CURVES },
  { title: 'STAR files, micrographs, other files', inputs: BAD_STARS },
  { title: 'Outputs that would replace something else', inputs: BAD_OUTPUTS },
];

/** An nvidia-smi that knows two GPUs, so that the answers are the same on every machine. */
function fakeGpus(project: string): string {
  const folder = join(project, 'bin');
  mkdirSync(folder);
  const lines = [0, 1].map((id) => `${id}, GPU-${id}, 10, 24000`).join('\\n');
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\nprintf '${lines}\\n'\n`);
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  return folder;
}

function contentsOf(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => join(parentPath, name)).map((path) => [path, readFileSync(path)]),
  );
}

async function answerTo(bad: BadInput): Promise<Answer> {
  const project = makeSmallProject();
  const path = `${fakeGpus(project)}:${process.env.PATH ?? ''}`;
  bad.spoil?.(project);
  const env = { CUDA_VISIBLE_DEVICES: undefined, PATH: path, ...bad.env };
  const before = contentsOf(project);
  const { code, stdout, stderr } = await runProgram(bad.run, { cwd: project, env });
  for (const [path, content] of before) expect(readFileSync(path).equals(content), `${path} is as it was`).toBe(true);
  // The help that follows a mistake on the command line is not part of the answer.
  const [words] = stderr.trim().split('\n\n');
  const blocked = stdout.split('\n').filter((line) => /BLOCKED_DEPENDENCY|^REASON/.test(line));
  return {
    bad,
    code,
    message: [...blocked, words]
      .join('\n')
      .replaceAll(`${project}/`, '')
      .replaceAll(project, '.')
      .replace(/x{300}/g, 'xxx...'),
  };
}

describe('bad input', () => {
  const answers = new Map<BadInput, Answer>();
  for (const { title, inputs } of CHAPTERS) {
    describe(title, () => {
      it.each(inputs.map((bad) => ({ name: bad.what, bad })))('$name', async ({ bad }) => {
        const answer = await answerTo(bad);
        answers.set(bad, answer);
        expect(answer.message).not.toBe('');
        expect(answer.message).not.toMatch(/^ +at |node:internal|undefined|\[object/m);
        expect(answer.code).toBe(bad.code ?? 2);
      });
    });
  }

  it('is on the page docs/bad-input.md', () => {
    const page = pageOf(
      CHAPTERS.map(({ title, inputs }) => ({ title, answers: inputs.flatMap((bad) => answers.get(bad) ?? []) })),
    );
    if (process.env.BEZIERFIT_WRITE_DOCS) writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});
