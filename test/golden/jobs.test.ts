import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStar } from '../../src/formats/star/read.ts';
import { readMxt } from '../../src/formats/mxt/read.ts';
import { largestDifference } from '../helpers/difference.ts';
import { GOLDEN } from '../helpers/golden.ts';
import { goldenProject, mmsArgv, outputsOf, pmsArgv, readPixels, type JobProject } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

const PARTICLE_TOLERANCE = 2e-4;
const MICROGRAPH_TOLERANCE = 5e-5;

const SETS = ['tiny', 'tiny/lownoise', 'small'];
const RUNS = SETS.flatMap((set) =>
  [0.001, 0.002, 0.005].map((step) => ({ set, step, expected: join(GOLDEN, set, `expected/pms_step${step}`) })),
).filter(({ expected }) => existsSync(expected));

function expectSamePixels(root: string, expectedRoot: string, tolerance: number): void {
  const images = outputsOf(expectedRoot).filter((name) => !name.endsWith('.mxt'));
  expect(outputsOf(root)).toEqual(images.flatMap((name) => [name, `${name}.mxt`]).sort());
  for (const name of images) {
    const [actual, wanted] = [root, expectedRoot].map((folder) => readPixels(join(folder, 'subtracted', name)));
    expect(largestDifference(actual!, wanted!), name).toBeLessThan(tolerance);
  }
}

/** A text without the folders, times, pids and numbers that differ from run to run. */
function shapeOf(text: string, project: JobProject | null): string {
  const ours = project ? text.replaceAll(project.pmsRoot, 'OUT').replaceAll(project.mmsRoot, 'OUT') : text;
  const folders = project ? ours.replaceAll(join(project.folder, 'project'), 'PROJECT') : ours;
  return folders
    .replaceAll(/\/data\/golden\/[^" \n]*?\/expected\/[^/" \n]*/g, 'OUT')
    .replaceAll(/\/data\/golden\/[^" \n]*?\/project/g, 'PROJECT')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+\+00:00(-\d+)?/g, 'TIME')
    .replaceAll(/duration_sec=[\d.e-]+/g, 'duration_sec=N');
}

const lines = (text: string) => text.split('\n').sort();

describeWithSharedData('pms on the golden sets', () => {
  it.each(RUNS)('$set at step $step: pixels, sidecars, log and lines', async ({ set, step, expected }) => {
    const project = goldenProject(set);
    const run = await runProgram(pmsArgv(project, '--points_step', String(step)));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expectSamePixels(project.pmsRoot, expected, PARTICLE_TOLERANCE);
    for (const name of outputsOf(expected).filter((file) => file.endsWith('.mxt'))) {
      const [actual, wanted] = [project.pmsRoot, expected].map((root) => readMxt(join(root, 'subtracted', name)));
      expect(actual).toMatchObject({ task: wanted?.task, status: 'success', params_hash: wanted?.params_hash });
      expect(Object.keys(actual?.inputs ?? {})).toEqual(Object.keys(wanted?.inputs ?? {}));
      expect(actual?.output.file?.size_bytes).toBe(wanted?.output.file?.size_bytes);
    }
    const log = 'bezfit_pms_run_data.log';
    const [ours, theirs] = [
      readFileSync(join(project.pmsRoot, log), 'utf8'),
      readFileSync(join(expected, log), 'utf8'),
    ];
    expect(lines(shapeOf(ours, project))).toEqual(lines(shapeOf(theirs, null)));
    const wantedLines = readFileSync(join(expected, 'stdout.log'), 'utf8');
    expect(lines(shapeOf(run.stdout, project))).toEqual(lines(shapeOf(wantedLines, null)));
  });
  it('CSDAT input gives the same bytes', async () => {
    const project = goldenProject('tiny');
    await runProgram(pmsArgv(project));
    const other = goldenProject('tiny');
    const csdat = (path: string) => path.replace('.cs', '_csdat.cs');
    await runProgram(pmsArgv({ ...other, particles: csdat(other.particles), templates: csdat(other.templates) }));
    expectSamePixels(other.pmsRoot, project.pmsRoot, 1e-12);
  });
});

describeWithSharedData('mms on the golden sets', () => {
  it.each(SETS)('%s: pixels, sidecars, STAR, log and lines', async (set) => {
    const project = goldenProject(set);
    const expected = join(GOLDEN, set, 'expected/mms_from_step0.005');
    expect(await runProgram(pmsArgv(project))).toMatchObject({ code: 0 });
    const run = await runProgram(mmsArgv(project));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expectSamePixels(project.mmsRoot, expected, MICROGRAPH_TOLERANCE);
    for (const name of outputsOf(expected).filter((file) => file.endsWith('.mxt'))) {
      const [actual, wanted] = [project.mmsRoot, expected].map((root) => readMxt(join(root, 'subtracted', name)));
      expect(actual).toMatchObject({ task: wanted?.task, status: 'success', params_hash: wanted?.params_hash });
      expect(Object.keys(actual?.inputs ?? {})).toEqual(Object.keys(wanted?.inputs ?? {}));
      const dependency = wanted?.inputs.deps as { particle_pms_params_hash: string };
      expect(actual?.inputs.deps).toMatchObject({ particle_pms_params_hash: dependency.particle_pms_params_hash });
    }
    const log = 'mms_run_data.log';
    const [ours, theirs] = [
      readFileSync(join(project.mmsRoot, log), 'utf8'),
      readFileSync(join(expected, log), 'utf8'),
    ];
    const dropStack = (text: string) => text.replaceAll(/ particle_stack_subtracted="[^"]*"/g, ' STACK');
    expect(lines(dropStack(shapeOf(ours, project)))).toEqual(lines(dropStack(shapeOf(theirs, null))));
    const said = lines(shapeOf(run.stdout, project));
    for (const line of shapeOf(readFileSync(join(expected, 'stdout.log'), 'utf8'), null).split('\n')) {
      if (!line.includes(' took ')) expect(said).toContain(line);
    }
    expectSameStar(project, expected);
  });
});

/** Every block, column and value, but for the folder of the outputs; the older program doubles an unnamed block. */
function expectSameStar(project: JobProject, expected: string): void {
  const name = readdirSync(expected).find((file) => file.endsWith('.star')) ?? '';
  const [ours, theirs] = [project.mmsRoot, expected].map((root) => readStar(join(root, name)).blocks);
  const source = readStar(project.star).blocks;
  expect(ours?.map((block) => block.name)).toEqual(source.map((block) => block.name));
  for (const block of ours ?? []) {
    block.loops.forEach((loop) => {
      const loops = theirs?.flatMap((one) => one.loops) ?? [];
      const wanted = loops.findLast(({ labels }) => labels[0] === loop.labels[0]);
      expect(loop.labels).toEqual(wanted?.labels);
      for (const label of loop.labels) {
        const [a, b] = [loop, wanted!].map((one) => Array.from({ length: one.rows }, (_, row) => one.text(label, row)));
        const numbers = a!.map(Number);
        if (label === 'rlnMicrographName') {
          expect(a!.map((text) => shapeOf(text, project))).toEqual(b!.map((text) => shapeOf(text, null)));
        } else if (numbers.every(Number.isFinite)) expect(numbers).toEqual(b!.map(Number));
        else expect(a).toEqual(b);
      }
    });
  }
}

describe('shapeOf', () => {
  it('takes out what differs between two runs', () => {
    const line = '2026-11-22T16:02:29.824994+00:00 INFO START run_id="2026-11-22T16:02:29.823414+00:00-20937"';
    expect(shapeOf(line, null)).toBe('TIME INFO START run_id="TIME"');
  });
});
