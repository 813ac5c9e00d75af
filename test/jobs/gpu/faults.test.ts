import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithFakeCuda } from '../../helpers/fake-cuda.ts';
import { fakeGpus } from '../../helpers/fake-gpus.ts';
import { imageHashes, noiseProject, outputsOf, pmsArgv, type JobProject } from '../../helpers/job-project.ts';
import { runProgram, startProgram } from '../../helpers/program.ts';
import { waitFor } from '../../helpers/wait.ts';

const SIZE = { stacks: 12, images: 4, box: 32 };
const COARSE = ['--points_step', '0.02'];

function run(project: JobProject, env: NodeJS.ProcessEnv, ...extra: string[]) {
  return runProgram(pmsArgv(project, '--device', 'cuda', '--procs', '1', ...COARSE, ...extra), {
    env,
    cwd: project.folder,
  });
}

async function expectedHashes(): Promise<Map<string, string>> {
  const project = noiseProject(SIZE);
  expect((await run(project, fakeGpus().env)).code).toBe(0);
  return imageHashes(project.pmsRoot);
}

describeWithFakeCuda('out of memory on a GPU', () => {
  it.each([
    ['when memory is taken', { FAIL: 'cuMemAlloc_v2:5=2' }],
    ['when a kernel is started', { FAIL: 'cuLaunchKernel:3=2' }],
    ['found in the middle', { FAIL: 'cuStreamQuery:4=2' }],
  ])('%s: half as many particles, and the size is kept', async (_, settings) => {
    const project = noiseProject(SIZE);
    const gpus = fakeGpus(settings);
    const { code, stdout, stderr } = await run(project, gpus.env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/>>> .*out of memory.*: going on with \d+ particles at a time instead of \d+/g)).toHaveLength(
      1,
    );
    expect(imageHashes(project.pmsRoot)).toEqual(await expectedHashes());
    expect(gpus.mistakes()).toBe('');
  });
  it('takes no more than is free', async () => {
    const project = noiseProject(SIZE);
    const gpus = fakeGpus({ MEMORY: String(2 << 20) });
    expect(await run(project, gpus.env)).toMatchObject({ code: 0, stderr: '' });
    expect(imageHashes(project.pmsRoot)).toEqual(await expectedHashes());
  });
  it('not even one particle: the job ends with the reason', async () => {
    const project = noiseProject(SIZE);
    const { code, stderr } = await run(project, fakeGpus({ MEMORY: String(64 << 10) }).env);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: GPU 0 \(Fake GPU 0, 0000:01:00\.0\): the GPU is out of memory .*lower procs or batch_size/,
    );
  });
});

describeWithFakeCuda('a job on a GPU that is stopped', () => {
  it('SIGTERM: exit 143, nothing half-written; the next run goes on', async () => {
    const project = noiseProject({ ...SIZE, stacks: 30 });
    const child = startProgram(pmsArgv(project, '--device', 'cuda', ...COARSE), { env: fakeGpus().env });
    const ended = once(child, 'exit');
    await waitFor('finished stacks', () => sidecarsOf(project).length > 2);
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
    const left = outputsOf(project.pmsRoot);
    expect(left.filter((name) => !/_subtracted\.mrc(\.mxt)?$/.test(name))).toEqual([]);
    const again = await run(project, fakeGpus().env);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout.match(/SKIP_UPTODATE/g)).toHaveLength(left.length / 2);
  });
});

function sidecarsOf(project: JobProject): string[] {
  return existsSync(join(project.pmsRoot, 'subtracted'))
    ? outputsOf(project.pmsRoot).filter((name) => name.endsWith('.mxt'))
    : [];
}

describeWithFakeCuda('a fault of a GPU in the middle of a job', () => {
  it.each([
    ['an Xid', 'cuStreamQuery:40=700', 'CudaKernelFault', /the driver ended a kernel .*ILLEGAL_ADDRESS.*dmesg/],
    [
      'a lost device',
      'cuStreamQuery:40=999',
      'CudaDeviceLost',
      /the GPU was lost .*nvidia-smi.*finished items are kept/,
    ],
    [
      'a bad launch',
      'cuLaunchKernel:50=1',
      'CudaError',
      /the CUDA driver refused a call .*INVALID_VALUE.*--device cpu/,
    ],
  ])('%s: ends the job, keeps what is finished, blames no item; resume does the rest', async (_, fail, type, words) => {
    const project = noiseProject(SIZE);
    const env = { ...fakeGpus({ FAIL: fail }).env, BEZIERFIT_ATTEMPT: '1' };
    const { code, stdout, stderr } = await run(project, env, '--device', 'auto');
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).not.toContain('FAILED');
    const record = readFileSync(join(project.folder, 'job_exit.json'), 'utf8');
    expect(JSON.parse(record)).toMatchObject({ returncode: 1, error: { type } });
    const finished = outputsOf(project.pmsRoot);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(2 * SIZE.stacks);
    expect(finished.filter((name) => !/_subtracted\.mrc(\.mxt)?$/.test(name))).toEqual([]);
    const again = await run(project, fakeGpus().env);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout.match(/SKIP_UPTODATE/g)).toHaveLength(finished.length / 2);
    expect(imageHashes(project.pmsRoot)).toEqual(await expectedHashes());
  });
});
