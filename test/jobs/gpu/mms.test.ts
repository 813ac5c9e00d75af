import { expect, it } from 'vitest';
import { describeWithFakeCuda } from '../../helpers/fake-cuda.ts';
import { fakeGpus } from '../../helpers/fake-gpus.ts';
import { goldenProject, imageHashes, mmsArgv, outputsOf, pmsArgv, type JobProject } from '../../helpers/job-project.ts';
import { runProgram } from '../../helpers/program.ts';
import { describeWithSharedData } from '../../helpers/shared-data.ts';

async function subtracted(): Promise<JobProject> {
  const project = goldenProject('tiny');
  expect((await runProgram(pmsArgv(project, '--device', 'cpu'))).code).toBe(0);
  return project;
}

const run = (project: JobProject, env: NodeJS.ProcessEnv, ...extra: string[]) =>
  runProgram(mmsArgv(project, '--device', 'cuda', '--force', ...extra), { env });

describeWithSharedData('mms', () => {
  describeWithFakeCuda('on a GPU', () => {
    it('out of memory: smaller chunks of particles, the same bytes', async () => {
      const project = await subtracted();
      expect(await run(project, fakeGpus().env)).toMatchObject({ code: 0, stderr: '' });
      const expected = imageHashes(project.mmsRoot);
      const gpus = fakeGpus({ DEVICES: '2', FAIL: 'cuMemAlloc_v2:4=2,cuLaunchKernel:5=2' });
      const { code, stdout, stderr } = await run(project, gpus.env);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/>>> GPU \d .*out of memory.*: going on with 32 particles at a time/);
      expect(imageHashes(project.mmsRoot)).toEqual(expected);
      expect(gpus.mistakes()).toBe('');
    });
    it('a lost device ends the job, and leaves nothing half-written', async () => {
      const project = await subtracted();
      const { code, stdout, stderr } = await run(project, fakeGpus({ FAIL: 'cuStreamQuery:6=999' }).env);
      expect(code).toBe(1);
      // One thread of the job computes while another may still open the device: both find it lost.
      expect(stderr).toMatch(/^error: (opening|computing on) GPU 0 \(Fake GPU 0, 0000:01:00\.0\): the GPU was lost/);
      expect(stdout).not.toContain('FAILED');
      expect(outputsOf(project.mmsRoot).filter((name) => !/\.(mrc|mxt)$/.test(name))).toEqual([]);
    });
  });
});
