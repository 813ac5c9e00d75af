import { dirname, basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { traceDisk, type DiskStep } from '../helpers/disk-trace.ts';
import { goldenProject, mmsArgv, noiseProject, outputsOf, pmsArgv, type JobProject } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

/** Runs a job that must succeed; what it made durable. */
async function stepsOf(argv: string[]): Promise<DiskStep[]> {
  const trace = traceDisk(temporaryFolder());
  expect(await runProgram(argv, { env: trace.env })).toMatchObject({ code: 0, stderr: '' });
  return trace.steps();
}

const isTemporaryOf = (path: string) => (step: DiskStep) =>
  step.path.replace(/\.\d+\.tmp$/, '') === join(dirname(path), `.${basename(path)}`);

/** Flushed, renamed, its folder flushed, each after the one before; returns when it was safe. */
function expectDurable(steps: readonly DiskStep[], path: string): { flushedMs: number; safeMs: number } {
  const flushes = steps.filter(isTemporaryOf(path)).filter(({ step }) => step === 'fsync');
  const renames = steps.filter(({ step, path: name }) => step === 'rename' && name === path);
  expect([path, flushes.length, renames.length]).toEqual([path, 1, 1]);
  const [flush, rename] = [flushes[0]!, renames[0]!];
  expect(rename.beginMs).toBeGreaterThanOrEqual(flush.endMs);
  const folders = steps.filter(
    ({ step, path: name, beginMs }) => step === 'fsync' && name === dirname(path) && beginMs >= rename.endMs,
  );
  expect([path, folders.length > 0]).toEqual([path, true]);
  return { flushedMs: flush.beginMs, safeMs: Math.min(...folders.map(({ endMs }) => endMs)) };
}

/** The output is safe before its sidecar, which commits it, is even flushed. */
function expectCommitted(steps: readonly DiskStep[], output: string): void {
  const { safeMs } = expectDurable(steps, output);
  expect(expectDurable(steps, `${output}.mxt`).flushedMs).toBeGreaterThanOrEqual(safeMs);
}

const imagesOf = (root: string) =>
  outputsOf(root)
    .filter((name) => /\.mrcs?$/.test(name))
    .map((name) => join(root, 'subtracted', name));

it('pms: each stack and its folder are flushed before its sidecar, and that before the end', async () => {
  const project = noiseProject({ stacks: 5, images: 3, box: 32 });
  const steps = await stepsOf(pmsArgv(project));
  const images = imagesOf(project.pmsRoot);
  expect(images).toHaveLength(5);
  for (const image of images) expectCommitted(steps, image);
  // Of each stack: the file and its sidecar. Folder flushes are shared by those that wait for one.
  expect(steps.filter(({ step, path }) => step === 'fsync' && path.endsWith('.tmp'))).toHaveLength(2 * images.length);
  expect(steps.filter(({ step }) => step === 'rename')).toHaveLength(2 * images.length);
});

describeWithSharedData('on a golden project', () => {
  const analyzeArgv = ({ templates, particles, folder }: JobProject) => {
    const quick = ['--coarsefit_iter', '2', '--refine_iter', '2'];
    return ['analyze', '--template', templates, '--particle', particles, '--output_root', folder, '--output', 'c.json'].concat(quick); // prettier-ignore
  };

  it('mms: micrographs, sidecars and the STAR file', async () => {
    const project = goldenProject('tiny');
    await stepsOf(pmsArgv(project));
    const steps = await stepsOf(mmsArgv(project));
    const images = imagesOf(project.mmsRoot);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expectCommitted(steps, image);
    const star = steps.find(({ step, path }) => step === 'rename' && path.endsWith('.star'));
    expectDurable(steps, star!.path);
  });

  it('analyze: the control points', async () => {
    const project = goldenProject('tiny');
    expectCommitted(await stepsOf(analyzeArgv(project)), join(project.folder, 'c.json'));
  });
});
