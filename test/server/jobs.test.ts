import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  BaseDir,
  ClassList,
  ControlPointsSaved,
  CurveWarnings,
  JobFiles,
  Objective,
  ParticleList,
  ParticleView,
  PixelsHeader,
  SpecAnswer,
  Validation,
} from '../../src/server/api.ts';
import { noiseProject, readPixels, type JobProject } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { loggedIn, type TestServer } from './server.ts';

const BOX = 32;
let server: TestServer;
let project: JobProject;
let spec: { [key: string]: unknown };

beforeEach(async () => {
  project = noiseProject({ stacks: 2, images: 3, box: BOX });
  server = await loggedIn(project.folder);
  const inputs = { particle: project.particles, template: project.templates, physical_membrane_dist: 35 };
  const pms = { ...inputs, control_points: project.controlPoints, points_step: 0.005 };
  const job = { resources: { gpus: 0 } };
  spec = {
    scheduler: { gpus: [0] },
    jobs: [{ ...job, job_id: 'pms', kind: 'bezierfit_particle_pms', output_root: 'pms', args: pms }],
  };
});

const save = () => server.post('/api/draft', { runRoot: server.runRoot, spec, revision: null });
const at = (more: object = {}) => ({ runRoot: server.runRoot, jobId: 'pms', ...more });

async function pixels(path: string, query: Record<string, string | number>) {
  const response = await server.get(path, query);
  const header = JSON.parse(response.headers.get('x-image') ?? '') as PixelsHeader;
  return { header, data: new Float32Array(await response.arrayBuffer()) };
}

describe('particles', () => {
  it('look before the run as the run makes them', async () => {
    await save();
    const list = await server.json<ParticleList>(server.get('/api/particles', at()));
    expect(list).toMatchObject({ boxPx: BOX, count: 6, classes: [0] });
    expect(list.stacks.map(({ first, count, ready }) => [first, count, ready])).toEqual([
      [0, 3, false],
      [3, 3, false],
    ]);
    const before = await pixels('/api/particle/pixels', at({ index: 4 }));
    expect(before.header).toMatchObject({ columns: BOX, rows: BOX, images: 4 });

    await server.post('/api/start', { runRoot: server.runRoot, spec });
    const { code } = await runProgram(['watch', server.runRoot]);
    expect(code).toBe(0);
    const after = await pixels('/api/particle/pixels', at({ index: 4 }));
    expect(after.data).toEqual(before.data);
    const view = await server.json<ParticleView>(server.get('/api/particle', at({ index: 4 })));
    expect(view).toMatchObject({ index: 4, row: 4, section: 1, ready: true, stack: list.stacks[1]?.raw });
    const area = BOX * BOX;
    const made = readPixels(view.output).subarray(area, 2 * area);
    const [raw, model, subtracted, mask] = [0, 1, 2, 3].map((i) => after.data.subarray(i * area, (i + 1) * area));
    expect(subtracted).toEqual(made);
    expect(raw).toEqual(readPixels(view.stack).subarray(area, 2 * area));
    expect(model).toEqual(raw?.map((value, i) => value - (made[i] ?? 0)));
    expect([Math.min(...(mask ?? [])), Math.max(...(mask ?? []))]).toEqual([0, 1]);
    const { distanceA, raw: rawProfile, subtracted: rest } = view.profile;
    expect(distanceA[rawProfile.length >> 1]).toBe(0);
    expect(rest).toHaveLength(rawProfile.length);
    expect(view.curve.length).toBeGreaterThan(10);

    const files = await server.json<JobFiles>(server.get('/api/job', at()));
    expect(files.logs.map(({ name }) => name)).toEqual(['stdout', 'stderr', 'events']);
    expect(files.result).toMatchObject({ status: 'success' });
  });

  it('that are not there are refused with words', async () => {
    await save();
    expect((await server.get('/api/particle', at({ index: 6 }))).status).toBe(404);
    expect((await server.get('/api/particle', { ...at(), jobId: 'other', index: 0 })).status).toBe(404);
    expect((await server.get('/api/micrographs', at())).status).toBe(400);
    writeFileSync(project.controlPoints, '{"7": []}');
    const answer = await server.get('/api/particle', at({ index: 0 }));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('class 0 has no control points');
  });

  it('whose files lie outside the roots are not shown', async () => {
    const strict = await loggedIn();
    await strict.post('/api/draft', { runRoot: strict.runRoot, spec, revision: null });
    const answer = await strict.get('/api/particles', { runRoot: strict.runRoot, jobId: 'pms' });
    expect(answer.status).toBe(403);
  });
});

describe('class averages', () => {
  it('have a curve that can be judged and saved; the old file is kept', async () => {
    await save();
    const list = await server.json<ClassList>(server.get('/api/classes', at()));
    const [first] = list.classes;
    expect(list).toMatchObject({ boxPx: BOX, controlPointsFile: project.controlPoints, exists: true });
    expect(first).toMatchObject({ classId: 0, particles: 6, fault: null });
    expect((await pixels('/api/class/pixels', at({ classId: 0 }))).header).toMatchObject({ columns: BOX, images: 1 });

    const points = first?.controlPoints ?? [];
    const judge = async (controlPoints: [number, number][]) =>
      await server.json<Objective>(server.post('/api/objective', { ...at(), classId: 0, controlPoints }));
    expect(await judge(points)).toEqual(first?.objective);
    const moved = points.map(([x, y]): [number, number] => [x, y + 2]);
    expect((await judge(moved)).fitness).not.toBe(first?.objective?.fitness);
    expect(await judge(points.map(([x, y]): [number, number] => [x + 99, y]))).toMatchObject({ fitness: null });

    const { warnings } = await server.json<CurveWarnings>(
      server.post('/api/class/check', { ...at(), classId: 0, controlPoints: points }),
    );
    expect(warnings).toEqual(expect.arrayContaining([expect.stringMatching(/% of the curve shows no clear bilayer/)]));

    const model = await server.post('/api/class/model', { ...at(), classId: 0, controlPoints: points });
    const average = await server.get('/api/class/pixels', { ...at(), classId: 0 });
    const [raw, both] = await Promise.all(
      [average, model].map(async (one) => new Float32Array(await one.arrayBuffer())),
    );
    expect(both).toHaveLength(2 * (raw?.length ?? 0));
    raw?.forEach((value, i) => expect((both?.[i] ?? 0) + (both?.[raw.length + i] ?? 0)).toBeCloseTo(value, 4));
    expect(both?.some((value, i) => i < (raw?.length ?? 0) && value !== 0)).toBe(true);

    const before = readFileSync(project.controlPoints, 'utf8');
    const change = { ...at(), revision: list.revision, classes: [{ classId: 0, controlPoints: moved }] };
    const saved = await server.json<ControlPointsSaved>(server.post('/api/control-points', change));
    expect(readFileSync(saved.copy, 'utf8')).toBe(before);
    expect(JSON.parse(readFileSync(project.controlPoints, 'utf8'))).toEqual({ 0: moved });
    expect((await server.post('/api/control-points', change)).status).toBe(409);
    const wrong = { ...change, revision: saved.revision, classes: [{ classId: 9, controlPoints: moved }] };
    expect((await server.post('/api/control-points', wrong)).status).toBe(404);
  });
});

describe('the spec', () => {
  it('is checked as by bezierfit validate', async () => {
    const good = await server.json<Validation>(server.post('/api/validate', { runRoot: server.runRoot, spec }));
    expect(good).toMatchObject({ problems: [], jobs: [{ jobId: 'pms', particles: 6, items: 2, unit: 'stacks' }] });
    writeFileSync(project.controlPoints, '{}');
    const bad = await server.json<Validation>(server.post('/api/validate', { runRoot: server.runRoot, spec }));
    expect(bad.problems).toMatchObject([{ jobId: 'pms' }]);
    expect(existsSync(join(server.runRoot, 'batch_spec.json'))).toBe(false);
  });

  it('is exported with its input_base_dir, and imported as it is', async () => {
    const exported = await server.json<SpecAnswer>(server.post('/api/export', { runRoot: server.runRoot, spec }));
    const jobs = exported.spec.jobs as { args: Record<string, unknown> }[];
    expect(jobs[0]?.args.input_base_dir).toBe(join(project.folder, 'project'));
    const path = join(server.home, 'exported.json');
    writeFileSync(path, JSON.stringify(exported.spec));
    expect(await server.json(server.post('/api/import', { path }))).toEqual({ spec: exported.spec, problems: [] });
    const inferred = { runRoot: server.runRoot, kind: 'bezierfit_particle_pms', args: { particle: '/d/P1/J22/p.cs' } };
    expect(await server.json<BaseDir>(server.post('/api/input-base-dir', inferred))).toEqual({ inputBaseDir: '/d/P1' });
  });
});
