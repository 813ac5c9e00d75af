import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { goldenProject, imageHashes, mmsArgv, pmsArgv, type JobProject } from '../helpers/job-project.ts';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';

const SMALL = { stacks: 2, images: 2, box: 32 };
const count = (text: string, what: string) => text.split(what).length - 1;
const logOf = (batch: NativeBatch, stream = 'stdout') =>
  readFileSync(join(batch.folderOf('pms'), `scheduler_${stream}.log`), 'utf8');
const resolvedBase = (batch: NativeBatch): unknown =>
  JSON.parse(readFileSync(join(batch.folderOf('pms'), 'job_spec_resolved.json'), 'utf8')).args.input_base_dir;

describe('tutorial 6 FileNotFoundError on relative paths', () => {
  it('"In most cases, the auto-inferred value should work correctly"', async () => {
    const batch = new NativeBatch(SMALL);
    expect((await batch.run()).code).toBe(0);
    expect(resolvedBase(batch)).toBe(join(batch.root, 'project'));
  });
  it('"Add "input_base_dir": "/path/to/cryosparc_project" to the job\'s args section"; the error says which', async () => {
    const batch = new NativeBatch(SMALL);
    const [project, exports] = [join(batch.root, 'project'), join(batch.root, 'project/exports')];
    const particle = join(exports, 'particles_selected.cs');
    mkdirSync(exports);
    copyFileSync(batch.project.particles, particle);
    batch.writeSpec([{ id: 'pms', args: { particle } }]);
    expect((await batch.run()).code).toBe(1);
    expect(batch.job('pms')).toMatchObject({ status: 'failed', failure: { class: 'missing_input' } });
    expect(resolvedBase(batch)).toBe(exports);
    expect(logOf(batch, 'stderr')).toMatch(/it names "J220\/extract\/.* does not exist \(input_base_dir in use: /);
    expect(logOf(batch, 'stderr')).toContain(`It exists under ${project}: set input_base_dir to "${project}"`);
    batch.writeSpec([{ id: 'pms', args: { particle, input_base_dir: project } }]);
    expect((await batch.run()).code).toBe(0);
  });
});

describe('tutorial 6 CUDA not available', () => {
  it('"Verify your CUDA installation": without it the CPU computes, and says so; asking for cuda is refused', async () => {
    const batch = new NativeBatch(SMALL, [{ id: 'pms', job: { resources: { gpus: 1 } } }]);
    expect((await batch.run()).code).toBe(0);
    expect(logOf(batch)).toContain('>>> device: computing on the CPU');
    batch.writeSpec([{ id: 'pms', args: { device: 'cuda' } }]);
    expect((await batch.run()).code).toBe(1);
    expect(logOf(batch, 'stderr')).toContain('there is no NVIDIA driver here');
    expect(batch.job('pms')).toMatchObject({ failure: { class: 'no_gpu' } });
  });
  it('"Check that CUDA_VISIBLE_DEVICES isn\'t already set in your environment"', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    const { code, stderr } = await batch.run([], { CUDA_VISIBLE_DEVICES: '3' });
    expect(code).toBe(2);
    expect(stderr).toContain('outside CUDA_VISIBLE_DEVICES=3');
  });
  it('"Ensure the GPU IDs in your spec are valid for your system"', async () => {
    const tools = temporaryFolder();
    writeFileSync(join(tools, 'nvidia-smi'), "#!/bin/sh\nprintf '0, GPU-a, 3, 24000\\n1, GPU-b, 3, 24000\\n'\n");
    chmodSync(join(tools, 'nvidia-smi'), 0o755);
    const batch = new BatchFolder([{ id: 'a' }], { gpus: [0, 7] });
    const { code, stderr } = await batch.run([], { PATH: `${tools}:${process.env.PATH}` });
    expect(code).toBe(2);
    expect(stderr).toMatch(/\b7\b/);
    expect(batch.journal()).toEqual([]);
  });
});

describeWithSharedData('tutorial 6 BLOCKED_DEPENDENCY', () => {
  const pms = (project: JobProject) => runProgram(pmsArgv(project));
  const mms = (project: JobProject, ...extra: string[]) => runProgram(mmsArgv(project, ...extra));
  const firstOutput = ({ pmsRoot, stacks: [stack = ''] }: JobProject) =>
    join(pmsRoot, 'subtracted', basename(stack).replace(/(\.mrcs?)$/, '_subtracted$1'));
  async function expectBlocked(project: JobProject, reason: string) {
    const { code, stdout } = await mms(project);
    expect(code).toBe(3);
    expect(stdout).toContain(`>>> BLOCKED_DEPENDENCY missing_stack=${firstOutput(project)}\nREASON: ${reason}\n`);
    expect(existsSync(join(project.mmsRoot, 'subtracted'))).toBe(false);
  }

  it('MISSING_PARTICLE_STACK: "Wait for PMS to complete"', async () => {
    const project = goldenProject('tiny');
    await expectBlocked(project, 'MISSING_PARTICLE_STACK');
    await pms(project);
    expect(await mms(project)).toMatchObject({ code: 0 });
  });
  it('MISSING_PARTICLE_MXT: "Re-run PMS or set require_particle_mxt: false"', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    rmSync(`${firstOutput(project)}.mxt`);
    await expectBlocked(project, 'MISSING_PARTICLE_MXT');
    expect(await mms(project, '--no-require_particle_mxt')).toMatchObject({ code: 0 });
    await pms(project);
    expect(await mms(project)).toMatchObject({ code: 0 });
  });
  it('PARTICLE_MXT_STATUS_NOT_SUCCESS: "PMS job failed. Check PMS logs and fix the issue"', async () => {
    const project = goldenProject('tiny');
    await pms(project);
    const curves = readFileSync(project.controlPoints, 'utf8');
    const outside = [900, 910, 920, 930].map((x) => [x, 900]);
    const classes = Object.keys(JSON.parse(curves));
    writeFileSync(project.controlPoints, JSON.stringify(Object.fromEntries(classes.map((id) => [id, outside]))));
    expect((await pms(project)).code).toBe(1);
    expect(readFileSync(join(project.pmsRoot, 'bezfit_pms_run_data.log'), 'utf8')).toMatch(/ FAILED .*CurveOutsideBox/);
    await expectBlocked(project, 'PARTICLE_MXT_STATUS_NOT_SUCCESS');
    writeFileSync(project.controlPoints, curves);
    await pms(project);
    expect(await mms(project)).toMatchObject({ code: 0 });
  });
});

describe('tutorial 6 GPU out of memory', () => {
  it('the failure is recognised, and its advice is the list of this section', async () => {
    const batch = new NativeBatch(SMALL);
    const script = join(batch.root, 'preload.cjs');
    writeFileSync(
      script,
      "if (process.env.BEZIERFIT_JOB_ID) { console.error('CUDA out of memory'); process.exit(1); }",
    );
    expect((await batch.run({ NODE_OPTIONS: `--require=${script}` })).code).toBe(1);
    expect(batch.job('pms')).toMatchObject({ failure: { class: 'out_of_memory', last_line: 'CUDA out of memory' } });
    const { stdout } = await runProgram(['status', batch.root]);
    expect(stdout).toContain('Lower max_running_jobs, procs or batch_size, or give the job more GPUs');
  });
  it('"Reduce max_running_jobs: Fewer concurrent jobs"', async () => {
    const batch = new BatchFolder([{ id: 'a' }, { id: 'b' }], { max_running_jobs: 2 });
    expect((await batch.run(['--max_running_jobs', '1'])).code).toBe(0);
    expect(batch.journal().map(({ event, job }) => `${event} ${job}`)).toEqual([
      'start a',
      'end a',
      'start b',
      'end b',
    ]);
  });
  it('"Reduce procs" and "Reduce batch_size": the result does not depend on them', async () => {
    const batch = new NativeBatch({ stacks: 2, images: 5, box: 32 }, [
      { id: 'large', job: { resources: { gpus: 0, procs: 2 } } },
      { id: 'small', job: { resources: { gpus: 0, procs: 1 } }, args: { batch_size: 1 } },
    ]);
    expect((await batch.run()).code).toBe(0);
    expect(imageHashes(batch.folderOf('small'))).toEqual(imageHashes(batch.folderOf('large')));
  });
  it('"Request more GPUs per job"', async () => {
    const batch = new BatchFolder([{ id: 'a', gpus: 2 }]);
    await batch.run();
    expect(batch.journal()[0]).toMatchObject({ event: 'start', gpus: '0,1' });
  });
});

describe('tutorial 6 resume behavior', () => {
  it('"Already-completed particle stacks are skipped"; "force": true "to ignore checkpoints and reprocess everything"', async () => {
    const batch = new NativeBatch(SMALL, [{ id: 'pms', args: { resume: true } }]);
    await batch.run();
    const writtenMs = () => statSync(batch.output('pms', 0)).mtimeMs;
    const firstMs = writtenMs();
    expect((await batch.run()).code).toBe(0);
    expect(count(logOf(batch), '>>> SKIP_UPTODATE ')).toBe(2);
    expect(writtenMs()).toBe(firstMs);
    batch.writeSpec([{ id: 'pms', args: { resume: true, force: true } }]);
    expect((await batch.run()).code).toBe(0);
    expect(count(logOf(batch), '>>> SKIP_UPTODATE ')).toBe(2); // the log is appended to
    expect(count(logOf(batch), ' saved\n')).toBe(4);
    expect(writtenMs()).toBeGreaterThan(firstMs);
  });
  it('"adopt_existing_outputs": true "if you have outputs from an older run without .mxt files"', async () => {
    const batch = new NativeBatch(SMALL, [{ id: 'pms', args: { adopt_existing_outputs: true } }]);
    await batch.run();
    for (const stack of [0, 1]) rmSync(`${batch.output('pms', stack)}.mxt`);
    expect((await batch.run()).code).toBe(0);
    expect(count(logOf(batch), '>>> ADOPT_EXISTING_OUTPUT ')).toBe(2);
    expect(existsSync(`${batch.output('pms', 1)}.mxt`)).toBe(true);
  });
});

describe('tutorial 6 stopping a batch', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s to the PID "stored in bezierfit_batch.pid"; "Stopped jobs can be resumed later by re-running"',
    async (signal) => {
      const batch = new NativeBatch({ stacks: 80, images: 60, box: 64 }, [{ id: 'pms', args: { resume: true } }]);
      const ended = new Promise((done) => batch.start().on('close', done));
      const folder = join(batch.folderOf('pms'), 'subtracted');
      const names = () => (existsSync(folder) ? readdirSync(folder) : []);
      await waitFor('a finished stack', () => names().some((name) => name.endsWith('.mxt')));
      process.kill(Number(readFileSync(join(batch.root, 'bezierfit_batch.pid'), 'utf8')), signal);
      expect(await ended).toBe(1);
      expect(batch.job('pms')).toMatchObject({ status: 'canceled', reason: 'canceled_by_interrupt' });
      const finished = names().filter((name) => name.endsWith('.mxt')).length;
      expect(names()).toHaveLength(2 * finished); // nothing half-written
      expect((await batch.run()).code).toBe(0);
      expect(count(logOf(batch), '>>> SKIP_UPTODATE ')).toBe(finished);
      expect(names()).toHaveLength(160);
    },
  );
});
