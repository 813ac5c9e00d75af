import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  BatchEvent,
  BatchView,
  Command,
  Draft,
  RunRoot,
  Started,
  Stopping,
  Validation,
} from '../../src/server/api.ts';
import { BatchFolder, type FakeJob } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { EventReader } from './events.ts';
import { GuiProcess } from './gui-process.ts';

const running: { gui: GuiProcess; batch: BatchFolder }[] = [];
const readers: EventReader[] = [];

afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
  for (const { gui, batch } of running.splice(0)) {
    await gui.kill();
    if (!existsSync(batch.statePath)) continue;
    const { owner, finished_utc } = batch.state();
    if (finished_utc === null) process.kill(owner.pid, 'SIGTERM');
    await waitFor('the end of the batch', () => batch.state().finished_utc);
  }
});

/** A real server that may see a run root of fixture jobs, whose spec is not written yet. */
async function serve(jobs: readonly FakeJob[], scheduler: object = {}) {
  const batch = new BatchFolder(jobs, scheduler);
  const spec = JSON.parse(readFileSync(batch.specPath, 'utf8')) as { [key: string]: unknown };
  rmSync(batch.specPath);
  const gui = await server(batch);
  running.push({ gui, batch });
  return { batch, gui, spec };
}

async function server(batch: BatchFolder, ...args: string[]): Promise<GuiProcess> {
  const env = { JOURNAL: batch.journalPath, BEZIERFIT_GRACE_S: '5' };
  const gui = new GuiProcess(['--root', batch.root, ...args], env);
  await gui.ready();
  await gui.logIn();
  return gui;
}

function follow(gui: GuiProcess, runRoot: string, after: string | null = null): EventReader {
  const init = { method: 'POST', headers: gui.headers, body: JSON.stringify({ runRoot, after }) };
  const reader = new EventReader((signal) => fetch(`${gui.origin}/api/events`, { ...init, signal }));
  readers.push(reader);
  return reader;
}

/** A reader that comes late sees the end in its snapshot. */
const hasEnded = (event: BatchEvent): boolean =>
  (event.type === 'snapshot' ? event.batch : event.head).phase === 'finished';

const at = (path: string, runRoot: string): string => `${path}?runRoot=${encodeURIComponent(runRoot)}`;

describe('a batch from the page', () => {
  it('is the one from the shell: detached, seen live, and it outlives the server', async () => {
    const { batch, gui, spec } = await serve([
      { id: 'a', gate: 'a' },
      { id: 'b', after: ['a'] },
    ]);
    const reader = follow(gui, batch.root);
    const first = await reader.until('the snapshot', ({ type }) => type === 'snapshot');
    expect(first.event).toMatchObject({ batch: { phase: 'none', jobs: [] } });
    const started = (await (await gui.post('/api/start', { runRoot: batch.root, spec })).json()) as Started;
    expect(started.command).toBe(`bezierfit bezierfit-batch --spec ${batch.specPath} --state ${batch.statePath}`);
    expect(started.pid).toBe(batch.pid());
    await batch.until('start', 'a');
    await reader.until('a runs', (event) => {
      return event.type === 'change' && event.jobs.some(({ jobId, status }) => jobId === 'a' && status === 'running');
    });
    const view = await gui.json<BatchView>(at('/api/batch', batch.root));
    expect(view.jobs.map(({ jobId, why }) => [jobId, why])).toEqual([
      ['a', null],
      ['b', 'Waits for a (running)'],
    ]);
    expect(await gui.json<RunRoot[]>('/api/run-roots')).toMatchObject([{ path: batch.root, state: 'running' }]);

    const again = await gui.post('/api/start', { runRoot: batch.root, spec });
    expect(again.status).toBe(409);
    await gui.kill();
    batch.open('a');
    await waitFor('the end', () => batch.state().finished_utc);
    expect(batch.outcomes()).toEqual({ a: 'success', b: 'success' });
  });

  it('goes on in the page after a restart of the server, without a new login', async () => {
    const { batch, gui, spec } = await serve([{ id: 'a', gate: 'a' }]);
    await gui.post('/api/start', { runRoot: batch.root, spec });
    const before = follow(gui, batch.root);
    const { id } = await before.until('the snapshot', ({ type }) => type === 'snapshot');
    await gui.kill();
    const env = { JOURNAL: batch.journalPath };
    const second = new GuiProcess(['--root', batch.root, '--port', String(gui.port)], env, 0o022, gui.folder);
    running.push({ gui: second, batch });
    await second.ready();
    second.cookie = gui.cookie;
    const reader = follow(second, batch.root, id);
    const { event } = await reader.until('a new snapshot', ({ type }) => type === 'snapshot');
    expect(event).toMatchObject({ batch: { phase: 'running', counts: { running: 1 } } });
    batch.open('a');
    await reader.until('the end', hasEnded);
  });

  it('is stopped by a signal to its scheduler', async () => {
    const { batch, gui, spec } = await serve([
      { id: 'a', gate: 'never', onTerm: 143 },
      { id: 'b', after: ['a'] },
    ]);
    await gui.post('/api/start', { runRoot: batch.root, spec });
    await batch.until('start', 'a');
    await waitFor('the state to show it', () => batch.job('a').status === 'running');
    const reader = follow(gui, batch.root);
    const stopping = (await (await gui.post('/api/stop', { runRoot: batch.root })).json()) as Stopping;
    expect(stopping).toEqual({ runRoot: batch.root, pid: batch.state().owner.pid, graceS: 5, jobs: ['a'] });
    await reader.until('the end', hasEnded);
    expect(batch.outcomes()).toEqual({ a: 'canceled/canceled_by_interrupt', b: 'canceled/canceled_by_interrupt' });
    expect((await gui.post('/api/stop', { runRoot: batch.root })).status).toBe(409);
  });

  it('is refused with the words of the validator, and nothing is written', async () => {
    const { batch, gui, spec } = await serve([{ id: 'a' }]);
    const [job] = spec.jobs as { args: object }[];
    const wrong = { ...spec, jobs: [{ ...job, args: { ...job?.args, points_step: -1 } }] };
    const answer = await gui.post('/api/start', { runRoot: batch.root, spec: wrong });
    expect(answer.status).toBe(422);
    const { problems } = (await answer.json()) as Validation;
    expect(problems).toMatchObject([{ jobId: 'a', field: 'args.points_step' }]);
    expect(existsSync(batch.specPath)).toBe(false);
  });
});

describe('events', () => {
  it('are numbered; who comes back gets what was missed', async () => {
    const { batch, gui, spec } = await serve([
      { id: 'a', gate: 'a' },
      { id: 'b', gate: 'b', after: ['a'] },
    ]);
    await gui.post('/api/start', { runRoot: batch.root, spec });
    const watching = follow(gui, batch.root); // somebody else keeps watching
    const reader = follow(gui, batch.root);
    const { id } = await reader.until('the snapshot', ({ type }) => type === 'snapshot');
    await reader.close();
    batch.open('a');
    const started = await watching.until('b runs', (event) => {
      return event.type === 'change' && event.jobs.some(({ jobId, status }) => jobId === 'b' && status === 'running');
    });
    const again = follow(gui, batch.root, id);
    await waitFor('the missed events', () => again.seen.some((one) => one.id === started.id));
    expect(again.seen.every(({ event }) => event.type === 'change')).toBe(true);
    const numbers = again.seen.map((one) => Number(one.id.split(':')[1]));
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
    expect(numbers[0]).toBe(Number(id.split(':')[1]) + 1);
    batch.open('b');
    await watching.until('the end', hasEnded);
  });

  it('tell of a state that was changed by hand, damaged, or removed', async () => {
    const { batch, gui } = await serve([{ id: 'a' }]);
    const job = {
      job_id: 'x',
      kind: 'bezierfit_particle_pms',
      output_root: '/x',
      status: 'success',
      assigned_gpus: [],
    };
    const none = { pid: null, returncode: 0, started_utc: null, finished_utc: null, reason: null };
    const state = { schema_version: 1, started_utc: 'x', finished_utc: 'y', jobs: [{ ...job, ...none }] };
    const write = (value: unknown) => writeFileSync(batch.statePath, JSON.stringify(value));
    write(state);
    const reader = follow(gui, batch.root);
    await reader.until('the snapshot', (one) => one.type === 'snapshot' && one.batch.jobs[0]?.status === 'success');
    write({ ...state, jobs: [{ ...job, ...none, status: 'failed', returncode: 3 }] });
    const { event } = await reader.until('the change', (one) => one.type === 'change' && one.head.counts.failed === 1);
    expect(event).toMatchObject({ jobs: [{ jobId: 'x', why: 'Exit code 3' }] });
    writeFileSync(batch.statePath, '{"half');
    await reader.until('the damage', (one) => one.type === 'change' && one.head.phase === 'unreadable');
    rmSync(batch.statePath);
    await reader.until('nothing', (one) => one.type === 'change' && one.head.phase === 'none');
  });
});

describe('drafts', () => {
  it('are kept, and not overwritten by a page that has an older one', async () => {
    const { batch, gui, spec } = await serve([{ id: 'a' }]);
    const save = async (revision: string | null, extra: number) =>
      await gui.post('/api/draft', { runRoot: batch.root, spec: { ...spec, note: extra }, revision, extra });
    const first = (await (await save('', 1)).json()) as Draft;
    expect(first).toMatchObject({ source: 'draft', spec: { ...spec, note: 1 }, extra: 1 });
    expect(await gui.json<Draft>(at('/api/draft', batch.root))).toEqual(first);
    const second = (await (await save(first.revision, 2)).json()) as Draft;
    const late = await save(first.revision, 3);
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ detail: { revision: second.revision, extra: 2 } });
  });

  it('become the spec at the start; a spec that differs is kept', async () => {
    const { batch, gui, spec } = await serve([{ id: 'a' }]);
    writeFileSync(batch.specPath, '{"jobs": []}');
    await gui.post('/api/draft', { runRoot: batch.root, spec, revision: null });
    expect((await gui.post('/api/start', { runRoot: batch.root, spec })).status).toBe(201);
    expect(JSON.parse(readFileSync(batch.specPath, 'utf8'))).toEqual(spec);
    const copies = readdirSync(batch.root).filter((name) => /^batch_spec\..+Z\.json$/.test(name));
    expect(copies.map((name) => readFileSync(join(batch.root, name), 'utf8'))).toEqual(['{"jobs": []}']);
    expect(await gui.json<Draft>(at('/api/draft', batch.root))).toMatchObject({ source: 'spec', spec });
    await waitFor('the end', () => batch.state().finished_utc);
  });
});

it('says the exact command', async () => {
  const { batch, gui } = await serve([{ id: 'a' }]);
  const command = await gui.json<Command>(at('/api/command', batch.root));
  expect(command).toMatchObject({ cwd: batch.root, watch: `bezierfit watch ${batch.root}` });
  expect(command.stop).toBe(`kill $(cat ${batch.root}/bezierfit_batch.pid)`);
});
