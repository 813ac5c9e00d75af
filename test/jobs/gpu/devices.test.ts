import { beforeEach, expect, it } from 'vitest';
import { describeWithFakeCuda } from '../../helpers/fake-cuda.ts';
import { fakeGpus } from '../../helpers/fake-gpus.ts';
import { imageHashes, noiseProject, pmsArgv, type JobProject } from '../../helpers/job-project.ts';
import { runProgram } from '../../helpers/program.ts';

const SIZE = { stacks: 3, images: 7, box: 48 };

describeWithFakeCuda('GPUs of a job', () => {
  let project: JobProject;
  beforeEach(() => (project = noiseProject(SIZE)));
  const run = async (gpus: { env: NodeJS.ProcessEnv }, ...extra: string[]) => {
    const { code, stdout, stderr } = await runProgram(pmsArgv(project, '--force', ...extra), { env: gpus.env });
    return { code, stderr, devices: stdout.split('\n').filter((line) => line.startsWith('>>> device')), stdout };
  };

  it('any number of devices, threads and particles at a time gives the same bytes', async () => {
    const one = fakeGpus();
    expect(await run(one, '--procs', '1')).toMatchObject({
      code: 0,
      stderr: '',
      devices: ['>>> device: GPU 0 (Fake GPU 0, 0000:01:00.0)'],
    });
    const expected = imageHashes(project.pmsRoot);
    const two = fakeGpus({ DEVICES: '2' });
    expect((await run(two, '--procs', '2', '--batch_size', '3')).devices).toHaveLength(2);
    expect(imageHashes(project.pmsRoot)).toEqual(expected);
    expect(await run(one, '--procs', '2', '--batch_size', '1')).toMatchObject({ code: 0 });
    expect(imageHashes(project.pmsRoot)).toEqual(expected);
    expect(one.mistakes() + two.mistakes()).toBe('');
  });
  it('honours CUDA_VISIBLE_DEVICES', async () => {
    const { devices, code } = await run(fakeGpus({ DEVICES: '3' }, '2'));
    expect(devices).toEqual(['>>> device: GPU 0 (Fake GPU 2, 0000:03:00.0)']);
    expect(code).toBe(0);
  });
  it('auto without GPUs in the job does not touch the driver', async () => {
    const gpus = fakeGpus({ FAIL: 'cuInit:0=999' }, '');
    expect(await run(gpus)).toMatchObject({ code: 0, stderr: '', devices: [] });
  });
  it.each([
    ['no driver', { BEZIERFIT_LIBCUDA: 'nowhere.so' }, 'there is no NVIDIA driver here'],
    ['no device', { FAKE_CUDA_DEVICES: '0' }, 'the driver shows no usable GPU'],
    ['a hidden device', { CUDA_VISIBLE_DEVICES: '7' }, 'the driver shows no usable GPU'],
    ['a driver that is too old', { FAKE_CUDA_DRIVER: '8000' }, 'they need a driver of 396.26 or later'],
    ['a driver that does not start', { FAKE_CUDA_FAIL: 'cuInit:0=803' }, 'after an update of the driver'],
    ['a device that is lost', { FAKE_CUDA_FAIL: 'cuDevicePrimaryCtxRetain:0=46' }, 'the GPU was lost'],
    ['no memory for a context', { FAKE_CUDA_FAIL: 'cuDevicePrimaryCtxRetain:0=2' }, 'the GPU is out of memory'],
  ])('%s: cuda ends with the reason, auto says it once and computes on the CPU', async (_, env, words) => {
    const gpus = { env: { ...fakeGpus().env, CUDA_VISIBLE_DEVICES: '0', ...env } };
    const forced = await run(gpus, '--device', 'cuda');
    expect(forced.code).toBe(1);
    expect(forced.stderr).toContain(words);
    expect(forced.stderr.trim().split('\n')).toHaveLength(1);
    const free = await run(gpus, '--device', 'auto');
    expect(free).toMatchObject({ code: 0, stderr: '' });
    expect(free.devices).toHaveLength(1);
    expect(free.devices[0]).toContain('computing on the CPU');
    expect(free.devices[0]).toContain(words);
  });
});
