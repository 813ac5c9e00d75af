import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { writeFileAtomic } from '../../src/base/atomic-file.ts';
import type { BatchEvent, BatchView, LogRange } from '../../src/server/api.ts';
import { waitFor } from '../helpers/wait.ts';
import { EventReader } from '../server/events.ts';
import { GuiProcess } from '../server/gui-process.ts';

const JOBS = 1000;
const MIB = 1 << 20;
const UTC = '2026-11-22T10:00:00.000000+00:00';
const guis: GuiProcess[] = [];

afterEach(async () => {
  for (const gui of guis.splice(0)) await gui.kill();
});

async function startGui(folder?: string, port?: number): Promise<GuiProcess> {
  const more = port === undefined ? [] : ['--port', String(port)];
  const gui = folder === undefined ? new GuiProcess(more) : new GuiProcess(more, {}, 0o022, folder);
  guis.push(gui);
  await gui.ready();
  return gui;
}

/** Writes the state of 1,000 jobs, about 3 MB; every version changes each of them. */
function writeState(runRoot: string, version: number): void {
  const job = (i: number) => ({
    job_id: `job${i}`,
    kind: 'bezierfit_particle_pms',
    output_root: join(runRoot, `job${i}`),
    status: 'queued',
    assigned_gpus: [],
    pid: null,
    returncode: null,
    started_utc: null,
    finished_utc: null,
    reason: null,
    reason_waiting: `Version ${version} ${'waits '.repeat(400)}`,
  });
  const jobs = Array.from({ length: JOBS }, (_, i) => job(i));
  const state = { schema_version: 1, started_utc: UTC, finished_utc: null, updated_utc: UTC, jobs };
  writeFileAtomic(join(runRoot, 'scheduler_state.json'), JSON.stringify(state), { durable: false });
}

function newRunRoot(gui: GuiProcess): string {
  const runRoot = join(gui.home, 'run');
  mkdirSync(runRoot);
  writeState(runRoot, 0);
  return runRoot;
}

function follow(gui: GuiProcess, runRoot: string, after: string | null = null): EventReader {
  const init = { method: 'POST', headers: gui.headers, body: JSON.stringify({ runRoot, after }) };
  return new EventReader((signal) => fetch(`${gui.origin}/api/events`, { ...init, signal }));
}

/** A browser that asks for events and never reads them. */
function neverRead(gui: GuiProcess, runRoot: string) {
  const socket = createConnection(gui.port, '127.0.0.1');
  const body = JSON.stringify({ runRoot, after: null });
  const headers = Object.entries({
    ...gui.headers,
    Host: `127.0.0.1:${gui.port}`,
    'Content-Length': String(body.length),
  });
  socket.write(`POST /api/events HTTP/1.1\r\n${headers.map((pair) => pair.join(': ')).join('\r\n')}\r\n\r\n${body}`);
  return socket.pause();
}

const jobsOf = (event: BatchEvent) => (event.type === 'snapshot' ? event.batch.jobs : event.jobs);
const shows = (event: BatchEvent, version: number): boolean =>
  jobsOf(event).some(({ why }) => why?.startsWith(`Version ${version} `) ?? false);

/** Waits until the newest event shows a version, and forgets the older ones. */
async function untilVersion(reader: EventReader, version: number): Promise<BatchEvent> {
  const { event } = await reader.until(`version ${version}`, (one) => shows(one, version));
  reader.seen.splice(0);
  return event;
}

function residentBytes({ pid }: GuiProcess): number {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

it('1,000 jobs, two browsers that read and one that does not: both see the same, memory stays bounded', async () => {
  const gui = await startGui();
  await gui.logIn();
  const runRoot = newRunRoot(gui);
  const [one, two] = [follow(gui, runRoot), follow(gui, runRoot)];
  const show = async (version: number): Promise<BatchEvent[]> => {
    writeState(runRoot, version);
    return Promise.all([untilVersion(one, version), untilVersion(two, version)]);
  };
  for (let version = 1; version <= 15; version++) await show(version);
  const slow = neverRead(gui, runRoot);
  await show(16);
  const beforeBytes = residentBytes(gui);
  for (let version = 17; version < 60; version++) await show(version); // some 100 MB of events
  const [a, b] = await show(60);
  expect(jobsOf(a!)).toHaveLength(JOBS);
  expect(jobsOf(b!)).toEqual(jobsOf(a!));
  expect(residentBytes(gui) - beforeBytes).toBeLessThan(100 * MIB);
  slow.destroy();
  await Promise.all([one.close(), two.close()]);
}, 300_000);

it('restarted while browsers look: the next server shows all 1,000 jobs as they are now', async () => {
  const gui = await startGui();
  await gui.logIn();
  const runRoot = newRunRoot(gui);
  const reader = follow(gui, runRoot);
  const { id } = await reader.until('the snapshot', ({ type }) => type === 'snapshot');
  await gui.kill();
  await reader.close();
  writeState(runRoot, 1);
  const second = await startGui(gui.folder, gui.port);
  second.cookie = gui.cookie;
  const again = follow(second, runRoot, id);
  const { event } = await again.until('a new snapshot', ({ type }) => type === 'snapshot');
  expect(jobsOf(event).filter(({ why }) => why?.startsWith('Version 1 '))).toHaveLength(JOBS);
  const view = await second.json<BatchView>(`/api/batch?runRoot=${encodeURIComponent(runRoot)}`);
  expect(view.counts.queued).toBe(JOBS);
  await again.close();
});

it('a log of 100 MB is served by ranges from anywhere in it, in bounded memory', async () => {
  const gui = await startGui();
  await gui.logIn();
  const path = join(gui.home, 'big.log');
  const fd = openSync(path, 'w');
  const lines = (block: number) =>
    Array.from({ length: 1024 }, (_, i) => `${block * 1024 + i} `.padEnd(1023, 'x')).join('\n');
  for (let block = 0; block < 100; block++) writeSync(fd, `${lines(block)}\n`);
  closeSync(fd);
  const range = (from: number) =>
    gui.json<LogRange>(`/api/log?path=${encodeURIComponent(path)}&from=${from}&bytes=200000`);
  await range(0);
  const beforeBytes = residentBytes(gui);
  for (let mib = 0; mib < 100; mib++) {
    const { text, sizeBytes, from } = await range(mib * MIB);
    expect([sizeBytes, from]).toEqual([100 * MIB, mib * MIB]);
    expect(text.startsWith(`${mib * 1024} x`)).toBe(true);
  }
  expect(residentBytes(gui) - beforeBytes).toBeLessThan(64 * MIB);
  writeFileSync(path, 'new\n');
  await waitFor('the new log', async () => (await range(0)).text === 'new\n');
});
