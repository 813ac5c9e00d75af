import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../helpers/difference.ts';
import { testGpus, whyNoTestGpus } from '../../helpers/fake-gpus.ts';
import { GOLDEN } from '../../helpers/golden.ts';
import { goldenProject, imageHashes, mmsArgv, outputsOf, pmsArgv, readPixels } from '../../helpers/job-project.ts';
import { runProgram, type Finished } from '../../helpers/program.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';

const PARTICLE_TOLERANCE = 2e-4;
const MICROGRAPH_TOLERANCE = 5e-5;
const CPU = { env: {} };

interface Outcome {
  run: Finished;
  folder: string;
  root: string;
}

/** The same code, words and files; pixels within the tolerance. */
function expectSame(gpu: Outcome, cpu: Outcome, tolerance: number): void {
  const words = ({ run, folder }: Outcome) => run.stderr.replaceAll(folder, 'PROJECT');
  expect(words(gpu)).toBe(words(cpu));
  expect(gpu.run.code).toBe(cpu.run.code);
  const [ours, theirs] = [gpu, cpu].map(({ root }) => (existsSync(join(root, 'subtracted')) ? outputsOf(root) : []));
  expect(ours).toEqual(theirs);
  if (!ours?.length) return;
  for (const name of imageHashes(cpu.root).keys()) {
    const [a, b] = [gpu, cpu].map(({ root }) => readPixels(join(root, 'subtracted', name)));
    expect(largestDifference(a!, b!), name).toBeLessThan(tolerance);
  }
}

async function onBoth(set: string, kind: 'pms' | 'mms', extra: string[], tolerance: number): Promise<string> {
  const gpus = testGpus();
  const outcomes: Outcome[] = [];
  for (const { env, device } of [
    { env: gpus.env, device: 'cuda' },
    { ...CPU, device: 'cpu' },
  ]) {
    const project = goldenProject(set);
    if (kind === 'mms') expect((await runProgram(pmsArgv(project, '--device', 'cpu', ...extra))).code).toBe(0);
    const argv = kind === 'mms' ? mmsArgv(project, '--device', device) : pmsArgv(project, '--device', device, ...extra);
    const root = kind === 'mms' ? project.mmsRoot : project.pmsRoot;
    outcomes.push({ run: await runProgram(argv, { env }), folder: project.folder, root });
  }
  expectSame(outcomes[0]!, outcomes[1]!, tolerance);
  return gpus.mistakes();
}

const PMS_EDGES = ['constant_image', 'curve_leaves_and_returns', 'curve_outside', 'degree5', 'int16_stack', 'missing_class', 'nan_particle', 'odd_box65', 'second_stack_fails', 'unselected_rows']; // prettier-ignore
const MMS_EDGES = ['mms_flat_patch', 'mms_int16_micrograph', 'mms_partly_outside', 'mms_repeat_section', 'mms_two_stacks_one_micrograph', 'mms_zero_area']; // prettier-ignore

function settingsOf(name: string): string[] {
  const text = readFileSync(join(GOLDEN, 'edge', name, 'case.json'), 'utf8');
  const { points_step: step, physical_membrane_dist: distA } = JSON.parse(text) as Record<string, number>;
  return ['--points_step', String(step ?? 0.005), '--physical_membrane_dist', String(distA ?? 35)];
}

describeWithSharedData('jobs on a GPU do what they do on the CPU', () => {
  describe.skipIf(whyNoTestGpus() !== null)('PMS and MMS', () => {
    it.each([
      ['tiny', 'pms', PARTICLE_TOLERANCE],
      ['tiny', 'mms', MICROGRAPH_TOLERANCE],
    ] as const)('%s: %s', async (set, kind, tolerance) => {
      expect(await onBoth(set, kind, [], tolerance)).toBe('');
    });
    it.each(PMS_EDGES)('pms, edge case %s', async (name) => {
      expect(await onBoth(`edge/${name}`, 'pms', settingsOf(name), PARTICLE_TOLERANCE)).toBe('');
    });
    it.each(MMS_EDGES)('mms, edge case %s', async (name) => {
      expect(await onBoth(`edge/${name}`, 'mms', [], MICROGRAPH_TOLERANCE)).toBe('');
    });
  });
});
