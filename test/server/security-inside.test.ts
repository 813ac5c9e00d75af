/** docs/security 7-12, what those who are in cannot do: one negative test a line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bootId, processStart } from '../../src/base/process-identity.ts';
import type { BatchView, Folder } from '../../src/server/api.ts';
import { shellLine } from '../../src/server/batch/shell-line.ts';
import { loggedIn } from './server.ts';
import { startGui } from './start-gui.ts';

describe('7 words, never shell text', () => {
  it('job ids are by allow-list', async () => {
    const server = await loggedIn();
    for (const jobId of ['../x', 'a;b', '$(x)', 'a b', '']) {
      expect((await server.get('/api/job', { runRoot: server.runRoot, jobId })).status).toBe(400);
    }
  });

  it('a folder name full of shell signs is one word', () => {
    expect(shellLine(['bezierfit', "/a b/$(rm -rf ~);'x'"])).toBe(`bezierfit '/a b/$(rm -rf ~);'\\''x'\\'''`);
  });

  it('a run root named like a command is only a folder', async () => {
    const server = await loggedIn();
    const runRoot = join(server.home, '$(touch pwned); `touch pwned`');
    const response = await server.post('/api/draft', { runRoot, spec: {}, revision: null });
    expect(response.status).toBe(200);
    expect(readdirSync(server.home)).not.toContain('pwned');
  });
});

describe('8 files', () => {
  it('outside the roots are refused, by path and by link, on every endpoint', async () => {
    const server = await loggedIn();
    const outside = join(server.folder, 'secret');
    mkdirSync(outside);
    writeFileSync(join(outside, 'a.log'), 'secret');
    symlinkSync(outside, join(server.home, 'link'));
    symlinkSync(join(server.folder, 'not-there'), join(server.home, 'dangling'));
    const inside = join(server.home, 'link', 'a.log');
    for (const path of [
      join(outside, 'a.log'),
      inside,
      join(server.home, '../secret/a.log'),
      '/etc/passwd',
      join(server.home, 'dangling'),
    ]) {
      for (const endpoint of [
        'files',
        'facts',
        'log',
        'log/search',
        'image',
        'image/pixels',
        'image/png',
        'image/range',
      ]) {
        const response = await server.get(`/api/${endpoint}`, { path, from: 0, text: 'x' });
        expect(response.status, `${endpoint} ${path}`).toBe(403);
        expect(await response.text()).not.toContain('"secret"');
      }
      expect((await server.post('/api/import', { path })).status).toBe(403);
      expect((await server.post('/api/draft', { runRoot: path, spec: {}, revision: null })).status).toBe(403);
      expect((await server.get('/api/batch', { runRoot: path })).status).toBe(403);
    }
    const listed = await server.json<Folder>(server.get('/api/files', { path: server.home }));
    expect(listed.entries.map(({ name }) => name)).toEqual(['run']);
    expect(listed.parent).toBeNull();
  });

  it('that are no plain files, or asked for in excess, are refused', async () => {
    const server = await loggedIn();
    await once(spawn('mkfifo', [join(server.home, 'pipe')]), 'exit');
    expect((await server.get('/api/log', { path: join(server.home, 'pipe'), from: 0 })).status).toBe(400);
    writeFileSync(join(server.home, 'a.log'), 'x');
    const path = join(server.home, 'a.log');
    expect((await server.get('/api/log', { path, from: 0, bytes: 1 << 30 })).status).toBe(400);
    expect((await server.get('/api/log', { path: 'relative', from: 0 })).status).toBe(400);
    expect((await server.get('/../../package.json')).status).toBe(404);
    expect((await server.get('/%2e%2e/main.js')).status).toBe(404);
  });
});

it('9 logs and names are sent as text', async () => {
  const server = await loggedIn();
  const name = '<img src=x onerror=alert(1)>.log';
  writeFileSync(join(server.home, name), '<script>alert(1)</script>\n');
  for (const [path, query] of [
    ['/api/log', { path: join(server.home, name), from: 0 }],
    ['/api/files', { path: server.home }],
  ] as const) {
    const response = await server.get(path, query);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

describe('10 signals', () => {
  const stateOf = (pid: number, start: string | null, boot = bootId()) => ({
    schema_version: 1,
    started_utc: '2026-01-01T00:00:00+00:00',
    finished_utc: null,
    owner: { pid, process_start: start, boot_id: boot, host: hostname() },
    jobs: [],
  });

  it('never go to a process that a state file merely names', async () => {
    const server = await loggedIn();
    const victim = spawn('sleep', ['60']);
    const pid = victim.pid ?? 0;
    const states = [
      stateOf(pid, '1'), // another start: the number was used again
      stateOf(pid, processStart(pid), 'another-boot'),
      stateOf(pid, null, null as unknown as string),
      stateOf(pid, processStart(pid)), // truly that process, but no scheduler
    ];
    for (const state of states) {
      writeFileSync(join(server.runRoot, 'scheduler_state.json'), JSON.stringify(state));
      expect((await server.post('/api/stop', { runRoot: server.runRoot })).status).toBe(409);
    }
    expect(victim.exitCode ?? victim.signalCode).toBeNull();
    victim.kill();
    await once(victim, 'exit');
  });
});

it('11 what the server writes is as private as the umask says, and holds no environment', async () => {
  const secret = `secret-${process.pid}-value`;
  const gui = startGui([], { BEZIERFIT_TEST_SECRET: secret }, 0o077);
  await gui.ready();
  await gui.logIn();
  const runRoot = join(gui.home, 'batch');
  expect((await gui.post('/api/draft', { runRoot, spec: { jobs: [] }, revision: null })).status).toBe(200);
  const files = [gui.home, gui.stateFolder].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    expect(statSync(file).mode & 0o077, file).toBe(0);
    if (statSync(file).isFile()) expect(readFileSync(file, 'latin1')).not.toContain(secret);
  }
});

describe('12 bounds', () => {
  it('large bodies are refused', async () => {
    const server = await loggedIn();
    const spec = { x: 'x'.repeat(17 << 20) };
    expect((await server.post('/api/draft', { runRoot: server.runRoot, spec, revision: null })).status).toBe(413);
  });

  it('floods are refused, and it recovers', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const server = await loggedIn();
    const answers = await Promise.all(Array.from({ length: 1500 }, () => server.get('/api/session')));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    clock.mockReturnValue(2000);
    expect((await server.get('/api/session')).status).toBe(200);
    clock.mockRestore();
  });

  it('a slow or vanished reader of events costs little, and others are served', async () => {
    const gui = startGui();
    await gui.ready();
    await gui.logIn();
    const runRoot = join(gui.home, 'run');
    mkdirSync(runRoot);
    const slow = createConnection(gui.port, '127.0.0.1');
    const body = JSON.stringify({ runRoot, after: null });
    slow.write(
      `POST /api/events HTTP/1.1\r\nHost: 127.0.0.1:${gui.port}\r\nOrigin: ${gui.origin}\r\nContent-Type: application/json\r\n` +
        `X-Bezierfit: 1\r\nCookie: ${gui.cookie}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    slow.pause(); // never reads
    const gone = request(`${gui.origin}/api/events`, { method: 'POST', headers: gui.headers });
    gone.on('error', () => {});
    gone.end(body);
    await once(gone, 'response');
    gone.destroy();
    const view = await gui.json<BatchView>(`/api/batch?runRoot=${encodeURIComponent(runRoot)}`);
    expect(view.phase).toBe('none');
    slow.destroy();
  });
});
