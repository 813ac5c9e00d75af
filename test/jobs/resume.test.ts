import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatJson, parseJson, type Json } from '../../src/base/json.ts';
import { ownIdentity } from '../../src/base/process-identity.ts';
import { GOLDEN } from '../helpers/golden.ts';
import { goldenProject, imageHashes, mmsArgv, noiseProject, outputsOf, pmsArgv, type JobProject } from '../helpers/job-project.ts'; // prettier-ignore
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

const pms = (project: JobProject, ...extra: string[]) => runProgram(pmsArgv(project, ...extra));
const count = (text: string, what: string) => text.split(what).length - 1;
const output = (project: JobProject, index: number) =>
  join(project.pmsRoot, 'subtracted', `stack_000${index}_subtracted.mrc`);
const small = () => noiseProject({ stacks: 3, images: 3, box: 32 });

describe('resume', () => {
  it('skips what is up to date and touches no output', async () => {
    const project = small();
    await pms(project);
    const before = statSync(output(project, 0), { bigint: true }).mtimeNs;
    const run = await pms(project);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(count(run.stdout, '>>> SKIP_UPTODATE ')).toBe(3);
    expect(run.stdout).toContain(`>>> SKIP_UPTODATE ${project.stacks[0]} -> ${output(project, 0)}\n`);
    expect(statSync(output(project, 0), { bigint: true }).mtimeNs).toBe(before);
  });
  it('--no-resume and --force compute everything again, to the same bytes', async () => {
    const project = small();
    await pms(project);
    const before = imageHashes(project.pmsRoot);
    for (const flag of ['--no-resume', '--force']) {
      expect(count((await pms(project, flag)).stdout, ' saved\n')).toBe(3);
    }
    expect(imageHashes(project.pmsRoot)).toEqual(before);
  });
  it('computes again only the stack whose input was edited, and says why', async () => {
    const project = small();
    await pms(project);
    utimesSync(project.stacks[1]!, 1, 1);
    const run = await pms(project);
    expect(count(run.stdout, '>>> SKIP_UPTODATE ')).toBe(2);
    expect(run.stdout).toContain(`${output(project, 1)} saved`);
    const log = readFileSync(join(project.pmsRoot, 'bezfit_pms_run_data.log'), 'utf8');
    expect(log).toContain('reason="input changed: raw_stack"');
  });
  it('control points that were edited make every stack stale; so does another step', async () => {
    const project = small();
    await pms(project);
    appendFileSync(project.controlPoints, '\n');
    expect(count((await pms(project)).stdout, ' saved\n')).toBe(3);
    expect(count((await pms(project, '--points_step', '0.004')).stdout, ' saved\n')).toBe(3);
  });
  it('a damaged, a missing and a copied output', async () => {
    const project = small();
    await pms(project);
    writeFileSync(output(project, 0), readFileSync(output(project, 0)).subarray(0, 2000));
    rmSync(output(project, 1));
    utimesSync(output(project, 2), 1, 1);
    const run = await pms(project);
    expect(count(run.stdout, ' saved\n')).toBe(2);
    expect(run.stdout).toContain(`-> ${output(project, 2)}`);
  });
  it('an existing output without sidecar is adopted only when asked, and only when it fits', async () => {
    const project = small();
    await pms(project);
    for (const index of [0, 1]) rmSync(`${output(project, index)}.mxt`);
    writeFileSync(output(project, 1), readFileSync(output(project, 1)).subarray(0, 2000));
    const run = await pms(project, '--adopt_existing_outputs');
    expect(run.stdout).toContain(`>>> ADOPT_EXISTING_OUTPUT ${project.stacks[0]} -> ${output(project, 0)}\n`);
    expect(run.stdout).toContain(`${output(project, 1)} saved`);
    expect(parseJson(readFileSync(`${output(project, 0)}.mxt`, 'utf8'))).toMatchObject({ adopted: true });
    expect(count((await pms(project)).stdout, '>>> SKIP_UPTODATE ')).toBe(3);
  });
  it('a failed stack is tried again, or left out with --skip_failed (and the job still ends 1)', async () => {
    const project = small();
    writeFileSync(project.controlPoints, '{"0": [[900, 900], [910, 900], [920, 900], [930, 900]]}');
    expect(await pms(project)).toMatchObject({ code: 1 });
    const skipped = await pms(project, '--skip_failed');
    expect(skipped.code).toBe(1);
    expect(count(skipped.stdout, '>>> SKIP_FAILED ')).toBe(3);
    writeFileSync(project.controlPoints, '{"0": [[2, 16], [10, 17], [20, 16], [30, 15]]}');
    expect(await pms(project)).toMatchObject({ code: 0 });
  });
});

describe('outputs', () => {
  it('of a single run lie beside the raw data, its event log in the working folder', async () => {
    const project = small();
    const argv = pmsArgv(project);
    argv.splice(argv.indexOf('--output_root'), 2);
    expect(await runProgram(argv, { cwd: project.folder })).toMatchObject({ code: 0 });
    const names = readdirSync(join(project.folder, 'project/J220/subtracted'));
    expect(names.filter((name) => name.endsWith('_subtracted.mrc'))).toHaveLength(3);
    expect(existsSync(join(project.folder, 'bezfit_pms_run_data.log'))).toBe(true);
  });
  it('an output root that cannot be a folder is refused before anything starts', async () => {
    const project = small();
    const run = await pms(project, '--output_root', join(project.controlPoints, 'out'));
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('outputs cannot be written: ');
  });
  it('a stack that fails does not stop the others', async () => {
    const project = small();
    await pms(project);
    rmSync(output(project, 1));
    mkdirSync(output(project, 1));
    for (const stack of project.stacks) utimesSync(stack, 2, 2);
    const run = await pms(project);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('1 of 3 particle stacks failed');
    expect(count(run.stdout, ' saved\n')).toBe(2);
  });
});

describe('locks', () => {
  it('an item on which a living process works is left to it; the job does not end 0', async () => {
    const project = small();
    await pms(project);
    rmSync(output(project, 1));
    const owner = { ...ownIdentity(), run_id: 'other', started_utc: new Date().toISOString() };
    writeFileSync(`${output(project, 1)}.mxt.lock`, JSON.stringify(owner));
    const run = await pms(project);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(`>>> LOCKED_SKIP ${project.stacks[1]} -> ${output(project, 1)}\n`);
    expect(run.stderr).toContain(`pid ${process.pid}`);
    expect(existsSync(output(project, 1))).toBe(false);
  });
  it('locks and temporary files of the dead are removed, also beside finished items', async () => {
    const project = small();
    await pms(project);
    const folder = join(project.pmsRoot, 'subtracted');
    const name = basename(output(project, 0));
    writeFileSync(join(folder, `.${name}.4194399.tmp`), 'half');
    writeFileSync(join(folder, `.${name}.mxt.4194399.tmp`), 'half');
    writeFileSync(join(folder, `${name}.mxt.lock`), '{"pid": 4194399, "run_id": "x", "started_utc": "x"}');
    const run = await pms(project);
    expect(count(run.stdout, '>>> SKIP_UPTODATE ')).toBe(3);
    expect(readdirSync(folder)).toHaveLength(6);
  });
});

describeWithSharedData('a run begun by the older program', () => {
  it('is resumed here: its sidecars are honoured', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    const expected = join(GOLDEN, 'tiny/expected/pms_step0.005');
    for (const name of outputsOf(expected).filter((file) => file.endsWith('.mxt'))) {
      const ours = parseJson(readFileSync(join(project.pmsRoot, 'subtracted', name), 'utf8')) as Sidecar;
      const theirs = parseJson(readFileSync(join(expected, 'subtracted', name), 'utf8')) as Sidecar;
      const file = { ...ours.output.file };
      delete file.crc32;
      const asThere = { ...theirs, inputs: ours.inputs, output: { ...ours.output, file } };
      writeFileSync(join(project.pmsRoot, 'subtracted', name), formatJson(asThere));
    }
    const run = await pms(project);
    expect(run.code).toBe(0);
    expect(count(run.stdout, '>>> SKIP_UPTODATE ')).toBe(2);
    expect(await runProgram(mmsArgv(project))).toMatchObject({ code: 0 });
  });
  it('a folder that was copied since is accepted by mms with one warning a stack', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    for (const name of outputsOf(project.pmsRoot)) {
      const path = join(project.pmsRoot, 'subtracted', name);
      if (!name.endsWith('.mxt')) utimesSync(path, 5, 5);
      else writeFileSync(path, readFileSync(path, 'utf8').replace(/ *"crc32": \d+,\n/, ''));
    }
    const run = await runProgram(mmsArgv(project));
    expect(run.code).toBe(0);
    expect(count(run.stdout, '>>> WARNING ')).toBe(2);
  });
});

interface Sidecar {
  [key: string]: Json;
  output: { file: { [key: string]: Json } };
}

describeWithSharedData('dependencies of mms', () => {
  it.each([
    ['MISSING_PARTICLE_STACK', (stack: string) => rmSync(stack)],
    ['MISSING_PARTICLE_MXT', (stack: string) => rmSync(`${stack}.mxt`)],
    ['INVALID_PARTICLE_MXT', (stack: string) => writeFileSync(`${stack}.mxt`, '{')],
    ['PARTICLE_MXT_STATUS_NOT_SUCCESS', (stack: string) => edit(`${stack}.mxt`, '"success"', '"failed"')],
    ['PARTICLE_MXT_WRONG_TASK', (stack: string) => edit(`${stack}.mxt`, 'particle_pms"', 'mem_analyze"')],
    ['PARTICLE_STACK_CHANGED', (stack: string) => appendFileSync(stack, 'x')],
  ])('%s: strict ends 3 before anything; otherwise the others are made', async (reason, damage) => {
    const project = goldenProject('tiny');
    await pms(project);
    const name = outputsOf(project.pmsRoot).find((file) => file.endsWith('.mrc')) ?? '';
    const stack = join(project.pmsRoot, 'subtracted', name);
    damage(stack);
    const strict = await runProgram(mmsArgv(project));
    expect(strict.code).toBe(3);
    expect(strict.stdout).toContain(`>>> BLOCKED_DEPENDENCY missing_stack=${stack}\nREASON: ${reason}\n`);
    expect(existsSync(join(project.mmsRoot, 'subtracted'))).toBe(false);
    const lenient = await runProgram(mmsArgv(project, '--no-strict-dependencies'));
    expect(lenient.code).toBe(3);
    expect(lenient.stderr).toContain('1 of 2 micrographs were left out');
    expect(outputsOf(project.mmsRoot)).toHaveLength(2);
  });
  it('a stack without sidecar is used as it is when none is required', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    for (const name of outputsOf(project.pmsRoot)) {
      if (name.endsWith('.mxt')) rmSync(join(project.pmsRoot, 'subtracted', name));
    }
    expect(await runProgram(mmsArgv(project, '--no-require-particle-mxt'))).toMatchObject({ code: 0 });
  });
  it('MISSING_MICROGRAPH', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    const folder = join(project.folder, 'project/J2/motioncorrected');
    const micrograph = join(folder, readdirSync(folder)[0] ?? '');
    renameSync(micrograph, `${micrograph}.away`);
    const run = await runProgram(mmsArgv(project));
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(`missing_micrograph=${micrograph}\nREASON: MISSING_MICROGRAPH\n`);
  });
  it('the STAR file that cannot be written ends 4', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    const run = await runProgram(mmsArgv(project, '--output_star_path', join(project.star, 'x.star')));
    expect(run.code).toBe(4);
  });
});

function edit(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}
