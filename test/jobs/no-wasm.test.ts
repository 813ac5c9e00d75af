import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { largestDifference } from '../helpers/difference.ts';
import { goldenProject, mmsArgv, noiseProject, pmsArgv, readPixels, type JobProject } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

const pixelsOf = ({ pmsRoot }: JobProject) => {
  const folder = join(pmsRoot, 'subtracted');
  const images = readdirSync(folder).filter((name) => name.endsWith('.mrc'));
  return images.sort().map((name) => readPixels(join(folder, name)));
};

it('where WebAssembly is forbidden, pms computes in TypeScript and says so once', async () => {
  const [plain, hardened] = [1, 2].map(() => noiseProject({ stacks: 2, images: 3, box: 32 }));
  expect((await runProgram(pmsArgv(plain!))).stdout).not.toContain('WebAssembly');
  // As on systems that allow a process no memory that is both written and executed.
  const run = await runProgram(pmsArgv(hardened!), { env: { NODE_OPTIONS: '--jitless' } });
  expect(run.code).toBe(0);
  expect(run.stdout.split('WARNING WebAssembly cannot be used')).toHaveLength(2);
  const [ours, theirs] = [hardened!, plain!].map(pixelsOf);
  expect(ours).toHaveLength(2);
  ours!.forEach((pixels, i) => expect(largestDifference(pixels, theirs![i]!)).toBeLessThan(5e-6));
});

it('so does the analysis, and finds the same curves', async () => {
  const { folder, templates, particles } = noiseProject({ stacks: 1, images: 1, box: 32 });
  const analyze = (name: string, env: NodeJS.ProcessEnv = {}) => {
    const flags = ['--template', templates, '--particle', particles, '--output_root', join(folder, name)];
    return runProgram(['analyze', ...flags, '--coarsefit_iter', '1', '--refine_iter', '1'], { env });
  };
  const curves = (name: string) => readFileSync(join(folder, name, 'control_points.json'), 'utf8');
  expect((await analyze('plain')).stdout).not.toContain('WebAssembly');
  const run = await analyze('hardened', { NODE_OPTIONS: '--jitless' });
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout.split('WARNING WebAssembly cannot be used')).toHaveLength(2);
  expect(curves('hardened')).toBe(curves('plain'));
});

describeWithSharedData('where WebAssembly is forbidden', () => {
  it('mms too, with the same bytes', async () => {
    const project = goldenProject('tiny');
    expect((await runProgram(pmsArgv(project))).code).toBe(0);
    const putBack = async (env: NodeJS.ProcessEnv) => {
      const { code, stdout } = await runProgram(mmsArgv(project, '--force'), { env });
      expect(code).toBe(0);
      const folder = join(project.mmsRoot, 'subtracted');
      const name = readdirSync(folder).find((one) => one.endsWith('.mrc')) as string;
      return { stdout, bytes: readFileSync(join(folder, name)) };
    };
    const plain = await putBack({});
    expect(plain.stdout).not.toContain('WebAssembly');
    const hardened = await putBack({ NODE_OPTIONS: '--jitless' });
    expect(hardened.stdout.split('WARNING WebAssembly cannot be used')).toHaveLength(2);
    expect(hardened.bytes.equals(plain.bytes)).toBe(true);
  });
});
