import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMxt } from '../../src/formats/mxt/read.ts';
import { imageHashes, noiseProject, outputsOf, pmsArgv, type JobProject } from '../helpers/job-project.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { waitFor } from '../helpers/wait.ts';

const ended = (child: ChildProcess) =>
  new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.on('close', (code, signal) => done({ code, signal })),
  );
const folderOf = (project: JobProject) => join(project.pmsRoot, 'subtracted');
const entries = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
const hasSidecar = (folder: string) => entries(folder).some((name) => name.endsWith('.mxt'));

/** Starts `pms` and waits until it has finished one stack and works on others. */
async function startBusy(project: JobProject, ...extra: string[]) {
  const child = startProgram(pmsArgv(project, ...extra));
  const end = ended(child);
  const folder = folderOf(project);
  await waitFor('a finished stack and a lock', () => {
    return hasSidecar(folder) && entries(folder).some((name) => name.endsWith('.lock'));
  });
  return { child, end };
}

const many = () => noiseProject({ stacks: 12, images: 30, box: 64 });

/** What a job without interruption would have made. */
async function expectComplete(project: JobProject): Promise<void> {
  const names = outputsOf(project.pmsRoot);
  expect(names.filter((name) => !/\.mrc(\.mxt)?$/.test(name))).toEqual([]);
  expect(names).toHaveLength(2 * project.stacks.length);
  for (const name of names.filter((file) => file.endsWith('.mxt'))) {
    expect(readMxt(join(folderOf(project), name))?.status).toBe('success');
  }
  const interrupted = imageHashes(project.pmsRoot);
  const fresh = { ...project, pmsRoot: join(project.folder, 'undisturbed') };
  expect(await runProgram(pmsArgv(fresh))).toMatchObject({ code: 0 });
  expect(interrupted).toEqual(imageHashes(fresh.pmsRoot));
}

describe('a job that is interrupted', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s: exit %d, nothing half-written; the next run goes on', async (signal, code) => {
    const project = many();
    const { child, end } = await startBusy(project);
    child.kill(signal);
    child.kill(signal);
    expect(await end).toEqual({ code, signal: null });
    const names = outputsOf(project.pmsRoot);
    expect(names.filter((name) => !/\.mrc(\.mxt)?$/.test(name))).toEqual([]);
    const done = names.filter((name) => name.endsWith('.mxt')).length;
    expect(done).toBeLessThan(project.stacks.length);
    const rest = await runProgram(pmsArgv(project));
    expect(rest.code).toBe(0);
    expect(rest.stdout.split('>>> SKIP_UPTODATE ')).toHaveLength(done + 1);
    await expectComplete(project);
  });
  it('kill -9: the next run takes over locks, removes what is half-written, and does the rest', async () => {
    const project = many();
    const { child, end } = await startBusy(project);
    child.kill('SIGKILL');
    expect(await end).toEqual({ code: null, signal: 'SIGKILL' });
    expect(entries(folderOf(project)).some((name) => name.endsWith('.lock'))).toBe(true);
    expect(await runProgram(pmsArgv(project))).toMatchObject({ code: 0, stderr: '' });
    await expectComplete(project);
  });
  it('goes on when its terminal is gone (SIGHUP, closed standard output)', async () => {
    const project = many();
    const { child, end } = await startBusy(project);
    child.stdout?.destroy();
    child.kill('SIGHUP');
    expect(await end).toEqual({ code: 0, signal: null });
    await expectComplete(project);
  });
});

describe('two processes on one output', () => {
  it('share the work; no stack is done twice', async () => {
    const project = many();
    const runs = await Promise.all([runProgram(pmsArgv(project)), runProgram(pmsArgv(project))]);
    const saved = runs.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line.endsWith(' saved')));
    expect(new Set(saved).size).toBe(project.stacks.length);
    expect(saved).toHaveLength(project.stacks.length);
    await expectComplete(project);
  });
});

describe('records for the scheduler', () => {
  it('identity first, progress, exit record last', async () => {
    const project = many();
    const root = project.pmsRoot;
    expect(await runProgram(pmsArgv(project))).toMatchObject({ code: 0 });
    expect(existsSync(join(root, 'job_exit.json'))).toBe(false);
    const run = await runProgram(pmsArgv(project, '--force'), { cwd: root, env: { BEZIERFIT_ATTEMPT: '3' } });
    expect(run.code).toBe(0);
    const record = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, unknown>;
    const { attempt, ...identity } = record('job_identity.json');
    expect(record('job_exit.json')).toMatchObject({ attempt: 3, identity, returncode: 0 });
    expect(attempt).toBe(3);
    expect(record('job_progress.json')).toMatchObject({ done: 360, total: 360, unit: 'particles', eta_s: 0 });
  });
  it('the exit record of a job that was stopped, and of one with bad arguments', async () => {
    const project = many();
    await runProgram(pmsArgv(project));
    const bad = { cwd: project.pmsRoot, env: { BEZIERFIT_ATTEMPT: '1' } };
    expect(await runProgram(pmsArgv(project, '--points_step', '7'), bad)).toMatchObject({ code: 2 });
    const record = JSON.parse(readFileSync(join(project.pmsRoot, 'job_exit.json'), 'utf8')) as object;
    expect(record).toMatchObject({ attempt: 1, returncode: 2 });
  });
});

describe('device', () => {
  const NO_DRIVER = { BEZIERFIT_LIBCUDA: 'no-driver.so' };
  const project = () => noiseProject({ stacks: 1, images: 1, box: 32 });
  it('cuda without a driver ends in clear words', async () => {
    const run = await runProgram(pmsArgv(project(), '--device', 'cuda'), { env: NO_DRIVER });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('there is no NVIDIA driver here');
  });
  it('auto with GPUs says that the CPU computes, and why', async () => {
    const run = await runProgram(pmsArgv(project()), { env: { CUDA_VISIBLE_DEVICES: '0,1', ...NO_DRIVER } });
    expect(run.stdout).toContain('computing on the CPU (GPUs 0,1 are not used): no-driver.so cannot be loaded');
  });
});
