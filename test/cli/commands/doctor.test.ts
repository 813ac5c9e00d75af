import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/cli/doctor/finding.ts';
import { describeWithFakeCuda } from '../../helpers/fake-cuda.ts';
import { fakeGpus } from '../../helpers/fake-gpus.ts';
import { fakeNvidiaSmi } from '../../helpers/fake-nvidia-smi.ts';
import { noiseProject, pmsArgv } from '../../helpers/job-project.ts';
import { DIST, runProgram } from '../../helpers/program.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const UUIDS = ['GPU-fa4e0000-0000-0000-0000-000000000000', 'GPU-fa4e0001-0000-0000-0000-000000000000'];
const gpuLine = (index: number, uuid: string) => `${index}, ${uuid}, 550.54.14\\n`;

interface Report {
  code: number | null;
  verdict: string;
  findings: Finding[];
  /** All texts of a verdict. */
  texts: (verdict: string) => string;
}

async function examine(env: NodeJS.ProcessEnv, ...extra: string[]): Promise<Report> {
  const { code, stdout, stderr } = await runProgram(['doctor', '--json', ...extra], { env });
  expect(stderr).toBe('');
  const { verdict, findings } = JSON.parse(stdout) as { verdict: string; findings: Finding[] };
  const texts = (wanted: string) =>
    findings
      .filter((one) => one.verdict === wanted)
      .map(({ text, advice }) => `${text} -> ${advice}`)
      .join('\n');
  return { code, verdict, findings, texts };
}

/** A PATH without the machine's own nvidia-smi. */
const toolsWith = (gpus: string, users = '') => ({ PATH: fakeNvidiaSmi(temporaryFolder(), gpus, users) });

function emptyPath(): string {
  const folder = join(temporaryFolder(), 'bin');
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}

describe('doctor on a machine without a GPU', () => {
  const NO_GPU = { BEZIERFIT_LIBCUDA: 'nowhere.so', CUDA_VISIBLE_DEVICES: undefined };
  it('warns and says that the CPU computes; nothing is wrong', async () => {
    const { code, verdict, texts, findings } = await examine({ ...NO_GPU, PATH: emptyPath() });
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'warn' });
    expect(texts('ok')).toMatch(/Node\.js \d+\.\d+.*\n\d+ cores.*\n.*GiB of memory/);
    expect(texts('warn')).toContain(
      'there is no nvidia-smi on this machine -> Without an NVIDIA GPU jobs compute on the CPU',
    );
    expect(texts('warn')).toContain('there is no NVIDIA driver here -> Install one');
    expect(findings.every(({ verdict: one, advice }) => (one === 'ok') === (advice === null))).toBe(true);
  });
  it('measures the disk of a folder, and leaves nothing there', async () => {
    const folder = temporaryFolder();
    const { texts } = await examine({ ...NO_GPU, PATH: emptyPath() }, '--folder', folder);
    expect(texts('ok') + texts('warn')).toMatch(/MB\/s written and flushed/);
    expect(readdirSync(folder)).toEqual([]);
  });
  it('a folder that is not there', async () => {
    const { code, texts } = await examine({ ...NO_GPU, PATH: emptyPath() }, '--folder', '/nowhere/at/all');
    expect(code).toBe(1);
    expect(texts('fail')).toContain('/nowhere/at/all: file does not exist -> Give a folder');
  });
  it('nvidia-smi lists a GPU but there is no driver library', async () => {
    const { code, texts } = await examine({ ...NO_GPU, ...toolsWith(gpuLine(0, UUIDS[0]!)) });
    expect(code).toBe(1);
    expect(texts('fail')).toContain('there is no NVIDIA driver here');
  });
});

describe('an installation without koffi', () => {
  it('computes on the CPU, and says what is missing', async () => {
    const folder = temporaryFolder();
    cpSync(DIST, join(folder, 'dist'), { recursive: true });
    const run = (args: string[], env: NodeJS.ProcessEnv) =>
      spawnSync(process.execPath, [join(folder, 'dist/main.js'), ...args], {
        encoding: 'utf8',
        env: { ...process.env, NODE_PATH: '', ...env },
      });
    const doctor = run(['doctor'], { PATH: emptyPath() });
    expect(doctor.status).toBe(0);
    expect(doctor.stdout).toMatch(
      /\nwarn {2}the package koffi, .* cannot be loaded .*\n {6}-> Install the program again/,
    );
    const project = noiseProject({ stacks: 1, images: 1, box: 32 });
    const forced = run(pmsArgv(project, '--device', 'cuda'), {});
    expect(forced).toMatchObject({ status: 1, stderr: expect.stringContaining('the package koffi') as string });
    const free = run(pmsArgv(project), { CUDA_VISIBLE_DEVICES: '0', BEZIERFIT_LIBCUDA: 'a driver' });
    expect(free).toMatchObject({ status: 0, stderr: '' });
    expect(free.stdout).toContain('computing on the CPU (GPUs 0 are not used): the package koffi');
    const bare = run(pmsArgv(project, '--force'), { CUDA_VISIBLE_DEVICES: '0' });
    expect(bare.stdout).toMatch(/computing on the CPU .*: (there is no NVIDIA driver here\n|the package koffi)/);
  });
});

describeWithFakeCuda('doctor with the fake driver', () => {
  it('two good GPUs: each with its facts, its users and a self-test', async () => {
    const user = `${UUIDS[1]}, 4711, 900, /usr/bin/relion, mpi\\n`;
    const tools = toolsWith(gpuLine(0, UUIDS[0]!) + gpuLine(1, UUIDS[1]!), user);
    const gpus = fakeGpus({ DEVICES: '2', CAPABILITY: '8.6' });
    const { code, verdict, texts } = await examine({ ...gpus.env, ...tools });
    expect({ code, verdict }).toEqual({ code: 0, verdict: 'warn' });
    expect(texts('ok')).toContain('driver 550.54.14, 2 GPUs');
    expect(texts('ok')).toMatch(/koffi \d/);
    expect(texts('ok')).toMatch(
      /GPU 1: Fake GPU 1, 1\.0 GiB, 1\.0 GiB free, compute capability 8\.6, GPU-fa4e0001-\S+, PCI 0000:02:00\.0, nvidia-smi's 1/,
    );
    expect(texts('ok')).toMatch(/self-test of GPU 0: same as the CPU .*\n(.*\n)*self-test of GPU 1: same as the CPU/);
    expect(texts('warn')).toMatch(/^GPU 1 is in use by \/usr\/bin\/relion, mpi \(pid 4711, 900 MiB\) -> /);
    expect(gpus.mistakes()).toBe('');
  });
  it('another order than that of nvidia-smi', async () => {
    const tools = toolsWith(gpuLine(0, UUIDS[1]!) + gpuLine(1, UUIDS[0]!));
    const { texts } = await examine({ ...fakeGpus({ DEVICES: '2' }).env, ...tools, CUDA_DEVICE_ORDER: undefined });
    expect(texts('warn')).toContain("0 is nvidia-smi's 1, 1 is nvidia-smi's 0 (CUDA_DEVICE_ORDER=not set)");
    expect(texts('warn')).toContain('PCI_BUS_ID');
  });
  it('a CUDA_VISIBLE_DEVICES that was inherited', async () => {
    const tools = toolsWith(gpuLine(0, UUIDS[0]!) + gpuLine(1, UUIDS[1]!));
    const { texts } = await examine({ ...fakeGpus({ DEVICES: '2' }, '1').env, ...tools });
    expect(texts('warn')).toMatch(
      /CUDA_VISIBLE_DEVICES=1 is set in this environment: 1 GPU of 2 can be used -> .*unset/,
    );
  });
  it.each([
    ['7', 1, 'fail'],
    ['', 0, 'warn'],
  ])('CUDA_VISIBLE_DEVICES=%s leaves no GPU: said once, with what to do', async (mask, wanted, verdict) => {
    const { code, texts } = await examine({ ...fakeGpus({ DEVICES: '2' }, mask).env, PATH: emptyPath() });
    expect(code).toBe(wanted);
    expect(texts(verdict)).toContain(
      `CUDA_VISIBLE_DEVICES=${mask} is set in this environment: no GPU can be used, jobs compute on the CPU -> `,
    );
    expect(texts('fail') + texts('warn')).not.toContain('bezierfit doctor');
  });
  it('without nvidia-smi the GPUs are examined all the same', async () => {
    const { code, texts } = await examine({ ...fakeGpus().env, PATH: emptyPath() });
    expect(code).toBe(0);
    expect(texts('warn')).toMatch(/^there is no nvidia-smi on this machine -> Put it on PATH/);
    expect(texts('ok')).toMatch(/PCI 0000:01:00\.0 -> null/);
  });
  it.each([
    ['too old', { DRIVER: '8000' }, /self-test: .*cannot load the kernels.* -> They need a driver of 396\.26 or later/],
    [
      'does not start',
      { FAIL: 'cuInit:0=803' },
      /the NVIDIA driver does not start .* -> See whether `nvidia-smi` works/,
    ],
    ['no memory', { FAIL: 'cuMemAlloc_v2:0=2' }, /self-test: .*out of memory.* -> /],
    ['an Xid', { FAIL: 'cuStreamSynchronize:0=700' }, /self-test: .*ended a kernel.* -> Look for `NVRM: Xid`/],
    ['old card', { CAPABILITY: '3.5' }, /compute capability 3\.5.* -> The kernels need compute capability 5\.0/],
  ])('%s: fails with what to do', async (_, settings, words) => {
    const { code, verdict, texts } = await examine({ ...fakeGpus(settings).env, ...toolsWith(gpuLine(0, UUIDS[0]!)) });
    expect({ code, verdict }).toEqual({ code: 1, verdict: 'fail' });
    expect(texts('fail')).toMatch(words);
  });
  it('prints a line for each finding, the advice below it', async () => {
    const { code, stdout } = await runProgram(['doctor'], {
      env: { ...fakeGpus({ FAIL: 'cuInit:0=803' }).env, ...toolsWith(gpuLine(0, UUIDS[0]!)) },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {4}Node\.js /);
    expect(stdout).toMatch(/\nfail {2}starting CUDA: the NVIDIA driver does not start .*\n {6}-> See whether/);
  });
});
