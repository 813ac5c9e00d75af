import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMxt } from '../../src/formats/mxt/read.ts';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { largestDifference } from '../helpers/difference.ts';
import { GOLDEN, readSection } from '../helpers/golden.ts';
import { goldenProject, mmsArgv, outputsOf, pmsArgv, readPixels } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

interface Case {
  points_step: number;
  physical_membrane_dist: number;
}

async function runCase(name: string) {
  const project = goldenProject(`edge/${name}`);
  const { points_step: step, physical_membrane_dist: distA } = JSON.parse(
    readFileSync(join(GOLDEN, 'edge', name, 'case.json'), 'utf8'),
  ) as Case;
  const run = await runProgram(
    pmsArgv(project, '--points_step', String(step), '--physical_membrane_dist', String(distA)),
  );
  return { project, run };
}

describeWithSharedData('pms on the edge cases where the older program is right', () => {
  const AS_THERE = ['bigendian_stack', 'constant_image', 'curve_leaves_and_returns', 'degree3_twin', 'degree5', 'memdist_floor', 'memdist_one', 'mrcs_ext', 'odd_box65', 'single2d', 'stack_of_one', 't0_outside', 'unselected_rows']; // prettier-ignore
  it.each(AS_THERE)('%s', async (name) => {
    const { project, run } = await runCase(name);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const expected = join(GOLDEN, 'edge', name, 'expected');
    expect(outputsOf(project.pmsRoot)).toEqual(outputsOf(expected));
    for (const file of outputsOf(expected).filter((one) => !one.endsWith('.mxt'))) {
      const [ours, theirs] = [project.pmsRoot, expected].map((root) => readPixels(join(root, 'subtracted', file)));
      expect(largestDifference(ours!, theirs!)).toBeLessThan(2e-4);
    }
  });
  it('unlisted images are copied unchanged', async () => {
    const { project } = await runCase('unselected_rows');
    const output = join(project.pmsRoot, 'subtracted/stack_000_particles_subtracted.mrc');
    for (const section of [1, 3]) {
      expect(readSection(output, section)).toEqual(readSection(project.stacks[0]!, section));
    }
  });
});

describeWithSharedData('pms on the edge cases where we differ on purpose', () => {
  it.each([
    ['int8_stack', 2, -Infinity],
    ['int16_stack', 2, -Infinity],
    ['uint16_stack', 1, 1],
  ])('%s: float32, not truncated', async (name, tolerance, from) => {
    const { project, run } = await runCase(name);
    expect(run.code).toBe(0);
    const file = 'subtracted/stack_000_particles_subtracted.mrc';
    const ours = readPixels(join(project.pmsRoot, file));
    const theirs = readPixels(join(GOLDEN, 'edge', name, 'expected', file));
    const kept = (pixels: Float32Array) => pixels.filter((_, i) => ours[i]! >= from);
    expect(largestDifference(kept(ours), kept(theirs))).toBeLessThan(tolerance);
    expect(ours.some((value) => !Number.isInteger(value))).toBe(true);
  });
  it('float16_stack works', async () => {
    const { project, run } = await runCase('float16_stack');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const reader = openMrc(join(project.pmsRoot, 'subtracted/stack_000_particles_subtracted.mrc'));
    reader.close();
    expect(reader.header.mode).toBe(2);
  });
  it('nan_particle: NaN pixels are filled by seeded noise, counted and reported', async () => {
    const [first, second] = [await runCase('nan_particle'), await runCase('nan_particle')];
    expect(first.run.stdout).toMatch(/WARNING .*stack_000_particles\.mrc: \d+ NaN pixels in 2 images/);
    const [a, b] = [first, second].map(({ project }) =>
      readPixels(join(project.pmsRoot, 'subtracted/stack_000_particles_subtracted.mrc')),
    );
    expect(a!.every(Number.isFinite)).toBe(true);
    expect(a).toEqual(b);
  });
  it('nan_mask: no accident of rounding', async () => {
    expect((await runCase('nan_mask')).run.code).toBe(0);
  });
});

describeWithSharedData('pms refuses before it starts', () => {
  it.each([
    ['degree2', /control_points\.json: class 0 has 3 control points, expected at least 4/],
    ['nonfinite_cp', /control_points\.json: class 0 has control point \d that is not two finite numbers/],
    ['missing_class', /class 9 has no control points; known classes: 0, 1, 2, 3, 4/],
    ['second_stack_fails', /class 9 has no control points; known classes: 0, 1, 2, 3, 4/],
    ['idx_out_of_range', /particles_selected\.cs: row \d.*blob\/idx: got 7, but .*has 2 images \(0 to 1\)/],
    ['psize_too_large', /blob\/psize_A: 36 Å is larger than physical_membrane_dist \(35 Å\)/],
    ['duplicate_rows', /rows 0 and \d \(from 0\) both name section 0 of .*different poses/],
    ['single2d_two_rows', /rows 0 and 1 \(from 0\) both name section 0 of .*different poses/],
  ])('%s', async (name, message) => {
    const { project, run } = await runCase(name);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/ at .*\.js:/);
    expect(existsSync(join(project.pmsRoot, 'subtracted'))).toBe(false);
  });
  it('curve_outside is met while running: a failed sidecar, exit 1', async () => {
    const { project, run } = await runCase('curve_outside');
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/1 of 1 particle stacks failed/);
    expect(outputsOf(project.pmsRoot)).toEqual(['stack_000_particles_subtracted.mrc.mxt']);
    const mxt = join(project.pmsRoot, 'subtracted/stack_000_particles_subtracted.mrc.mxt');
    expect(readMxt(mxt)).toMatchObject({ status: 'failed', output: { file: null } });
    expect(JSON.parse(readFileSync(mxt, 'utf8'))).toMatchObject({ error: { type: 'CurveOutsideBox' } });
    const log = readFileSync(join(project.pmsRoot, 'bezfit_pms_run_data.log'), 'utf8');
    expect(log).toMatch(/ ERROR FAILED raw_stack=.* error_type="CurveOutsideBox"/);
  });
});

async function runBoth(name: string) {
  const project = goldenProject(`edge/${name}`);
  const pms = await runProgram(pmsArgv(project));
  expect(pms.code).toBe(0);
  return project;
}

describeWithSharedData('mms on the edge cases', () => {
  it.each(['mms_float_coordinates', 'mms_partly_outside', 'mms_single_particle'])('%s as there', async (name) => {
    const project = await runBoth(name);
    expect(await runProgram(mmsArgv(project))).toMatchObject({ code: 0, stderr: '' });
    const expected = join(GOLDEN, 'edge', name, 'expected/mms');
    for (const file of outputsOf(expected).filter((one) => one.endsWith('.mrc'))) {
      const [ours, theirs] = [project.mmsRoot, expected].map((root) => readPixels(join(root, 'subtracted', file)));
      expect(largestDifference(ours!, theirs!)).toBeLessThan(5e-5);
    }
  });
  it.each(['mms_int16_micrograph', 'mms_repeat_section', 'mms_two_stacks_one_micrograph'])('%s works', async (name) => {
    const project = await runBoth(name);
    const run = await runProgram(mmsArgv(project));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(readPixels(join(project.mmsRoot, 'subtracted/mic_000_subtracted.mrc')).every(Number.isFinite)).toBe(true);
  });
  it('two stacks on one micrograph are both put back, and both recorded', async () => {
    const project = await runBoth('mms_two_stacks_one_micrograph');
    await runProgram(mmsArgv(project));
    const record = readMxt(join(project.mmsRoot, 'subtracted/mic_000_subtracted.mrc.mxt'));
    expect(record?.inputs.particle_stacks_subtracted).toHaveLength(2);
    expect(record?.inputs.deps).toHaveLength(2);
    const [out, raw] = ['runs/mms/subtracted/mic_000_subtracted.mrc', 'project/J2/motioncorrected/mic_000.mrc'].map((path) => readPixels(join(project.folder, path))); // prettier-ignore
    const theirs = readPixels(join(GOLDEN, 'edge/mms_two_stacks_one_micrograph/expected/mms/subtracted/mic_000_subtracted.mrc')); // prettier-ignore
    const changed = (pixels: Float32Array) => pixels.filter((value, i) => value !== raw![i]).length;
    expect(changed(out!)).toBeGreaterThan(changed(theirs));
  });
  it('mms_zero_area: that micrograph fails, with a sidecar that says why', async () => {
    const project = await runBoth('mms_zero_area');
    const run = await runProgram(mmsArgv(project));
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/lies entirely outside the micrograph of 180 x 150 px/);
    const mxt = join(project.mmsRoot, 'subtracted/mic_000_subtracted.mrc.mxt');
    expect(JSON.parse(readFileSync(mxt, 'utf8'))).toMatchObject({ error: { type: 'BoxOutsideMicrograph' } });
  });
  it('mms_section_out_of_range is refused before anything is computed', async () => {
    const project = await runBoth('mms_section_out_of_range');
    const run = await runProgram(mmsArgv(project));
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/_rlnImageName: image 9 of .* has 2 images/);
  });
  it('mms_missing_pms: blocked, exit 3, nothing computed', async () => {
    const project = goldenProject('edge/mms_missing_pms');
    const run = await runProgram(mmsArgv(project));
    expect(run.code).toBe(3);
    const missing = join(project.pmsRoot, 'subtracted/stack_000_particles_subtracted.mrc');
    expect(run.stdout).toContain(`>>> BLOCKED_DEPENDENCY missing_stack=${missing}\nREASON: MISSING_PARTICLE_STACK\n`);
    expect(readdirSync(project.mmsRoot)).toEqual(['mms_run_data.log']);
  });
  it('mms_flat_patch: a flat particle becomes the mean of its crop, without NaN', async () => {
    const project = await runBoth('mms_flat_patch');
    const stack = join(project.pmsRoot, 'subtracted/stack_000_particles_subtracted.mrc');
    const bytes = readFileSync(stack);
    const imageBytes = (bytes.length - 1024) / openHeader(stack).sections;
    bytes.subarray(1024 + imageBytes, 1024 + 2 * imageBytes).fill(0);
    writeFileSync(stack, bytes);
    const changed = await runProgram(mmsArgv(project));
    expect(changed).toMatchObject({ code: 3 });
    expect(changed.stdout).toContain('REASON: PARTICLE_STACK_CHANGED');
    writeFileSync(`${stack}.mxt`, '');
    expect(await runProgram(pmsArgv(project, '--adopt_existing_outputs'))).toMatchObject({ code: 0 });
    expect(await runProgram(mmsArgv(project))).toMatchObject({ code: 0 });
    expect(readPixels(join(project.mmsRoot, 'subtracted/mic_000_subtracted.mrc')).every(Number.isFinite)).toBe(true);
  });
});

function openHeader(path: string) {
  const reader = openMrc(path);
  reader.close();
  return reader.header;
}
