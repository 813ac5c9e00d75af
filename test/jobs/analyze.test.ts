import { appendFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMxt } from '../../src/formats/mxt/read.ts';
import { formatControlPoints } from '../../src/jobs/io/control-points.ts';
import { goldenProject, noiseProject, pmsArgv, type JobProject } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

const rootOf = (project: JobProject) => join(project.folder, 'runs/analysis');
const outputOf = (project: JobProject) => join(rootOf(project), 'control_points.json');
const analyze = ({ templates, particles, ...project }: JobProject, ...extra: string[]) =>
  runProgram(['analyze', '--template', templates, '--particle', particles, '--output_root', rootOf({ templates, particles, ...project }), ...extra]); // prettier-ignore

describe('control points file', () => {
  it('one class a line, numbers as Python reads and writes floats', () => {
    const curves = [
      { classId: 0, controlPoints: [[1, 2.5]] as [number, number][] },
      { classId: 7, controlPoints: [[1e-7, 3]] as [number, number][] },
    ];
    expect(formatControlPoints(curves)).toBe('{"0": [[1.0, 2.5]],\n "7": [[1e-07, 3.0]]}\n');
  });
});

describeWithSharedData('analyze', () => {
  it('fits every class, writes a sidecar, and pms can use the result', async () => {
    const project = goldenProject('tiny');
    const run = await analyze(project);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain(`>>> ${outputOf(project)} saved`);
    const curves = JSON.parse(readFileSync(outputOf(project), 'utf8')) as Record<string, number[][]>;
    expect(Object.keys(curves)).toEqual(['0', '1', '2', '3', '4']);
    expect(readMxt(`${outputOf(project)}.mxt`)).toMatchObject({ task: 'bezierfit_mem_analyze', status: 'success' });
    expect(await runProgram(pmsArgv({ ...project, controlPoints: outputOf(project) }))).toMatchObject({ code: 0 });
  });
  it('up to date: the file is not touched; other parameters: it is written anew', async () => {
    const project = goldenProject('tiny');
    await analyze(project, '--refine_iter', '5');
    const before = statSync(outputOf(project), { bigint: true }).mtimeNs;
    const again = await analyze(project, '--refine_iter', '5');
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('>>> SKIP_UPTODATE ');
    expect(statSync(outputOf(project), { bigint: true }).mtimeNs).toBe(before);
    expect((await analyze(project, '--refine_iter', '6')).stdout).toContain(' saved');
    utimesSync(join(project.folder, 'project/J220/templates_selected.mrc'), 1, 1);
    expect((await analyze(project, '--refine_iter', '6')).stdout).toContain(' saved');
  });
  it('an edited file is never overwritten without --force', async () => {
    const project = goldenProject('tiny');
    await analyze(project, '--refine_iter', '5');
    appendFileSync(outputOf(project), '\n');
    const edited = readFileSync(outputOf(project), 'utf8');
    for (const flags of [[], ['--no-resume'], ['--refine_iter', '6']]) {
      const run = await analyze(project, ...flags);
      expect(run.code).toBe(0);
      expect(run.stdout).toContain('it was edited after the analysis wrote it');
      expect(readFileSync(outputOf(project), 'utf8')).toBe(edited);
    }
    expect((await analyze(project, '--refine_iter', '5', '--force')).stdout).toContain(' saved');
    rmSync(`${outputOf(project)}.mxt`);
    expect((await analyze(project, '--refine_iter', '5')).stdout).toContain('it was not written by an analysis');
  });
  it('the same seed gives the same file', async () => {
    const [one, two] = [goldenProject('tiny'), goldenProject('tiny')];
    for (const project of [one, two]) await analyze(project, '--refine_iter', '5', '--seed', '4');
    expect(readFileSync(outputOf(one), 'utf8')).toBe(readFileSync(outputOf(two), 'utf8'));
  });
});

describe('analyze on what it cannot use', () => {
  it('an output that is some other JSON file is refused, and left as it is', async () => {
    const project = noiseProject({ stacks: 1, images: 1, box: 32 });
    const spec = join(project.folder, 'batch_spec.json');
    writeFileSync(spec, '{"jobs": []}');
    const run = await analyze(project, '--output', spec);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('exists and holds no control points') });
    expect(readFileSync(spec, 'utf8')).toBe('{"jobs": []}');
  });
  it('a class average without membrane: the class is named, no file, exit 1', async () => {
    const project = noiseProject({ stacks: 1, images: 1, box: 32 });
    const stack = join(project.folder, 'project/J220/templates.mrc');
    const bytes = readFileSync(stack);
    bytes.fill(0, 1024);
    writeFileSync(stack, bytes);
    const run = await analyze(project);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('class 0');
    expect(existsSync(outputOf(project))).toBe(false);
    expect(readMxt(`${outputOf(project)}.mxt`)?.status).toBe('failed');
  });
  it('a template stack that is cut short is refused, by name', async () => {
    const project = noiseProject({ stacks: 1, images: 1, box: 32 });
    const stack = join(project.folder, 'project/J220/templates.mrc');
    writeFileSync(stack, readFileSync(stack).subarray(0, 3000));
    const run = await analyze(project);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(stack);
  });
});
