import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whyNoFakeCuda } from '../../helpers/fake-cuda.ts';
import { fakeGpus } from '../../helpers/fake-gpus.ts';
import { imageHashes, noiseProject, pmsArgv, readPixels, type JobProject } from '../../helpers/job-project.ts';
import { runProgram, type Finished } from '../../helpers/program.ts';

const SIZE = { stacks: 3, images: 5, box: 48 };
const runPms = (project: JobProject, env: NodeJS.ProcessEnv, ...extra: string[]): Promise<Finished> =>
  runProgram(pmsArgv(project, ...extra), { env });

describe.skipIf(whyNoFakeCuda() !== null)('pms on a GPU', () => {
  it('gives what the CPU gives, with the same records, and frees everything', async () => {
    const project = noiseProject(SIZE);
    const gpus = fakeGpus();
    const onCpu = await runPms(project, {}, '--device', 'cpu');
    expect(onCpu).toMatchObject({ code: 0, stderr: '' });
    const expected = stacksOf(project);
    const run = await runPms(project, gpus.env, '--device', 'cuda', '--force');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('>>> device: GPU 0 (Fake GPU 0, 0000:01:00.0)');
    expect(largestDifference(stacksOf(project), expected)).toBeLessThan(1e-4);
    expect(gpus.mistakes()).toBe('');
    const again = await runPms(project, {}, '--device', 'cpu');
    expect(again.stdout.match(/SKIP_UPTODATE/g)).toHaveLength(SIZE.stacks);
  });
});

function stacksOf(project: JobProject): Float32Array[] {
  return [...imageHashes(project.pmsRoot).keys()].map((name) => readPixels(join(project.pmsRoot, 'subtracted', name)));
}

function largestDifference(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  expect(a.map(({ length }) => length)).toEqual(b.map(({ length }) => length));
  return Math.max(
    ...a.map((image, i) => image.reduce((most, value, p) => Math.max(most, Math.abs(value - b[i]![p]!)), 0)),
  );
}
