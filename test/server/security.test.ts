/** docs/security: one negative test a line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bootId, processStart } from '../../src/base/process-identity.ts';
import { hostname } from 'node:os';
import type { BatchView, Folder } from '../../src/server/api.ts';
import { shellLine } from '../../src/server/batch/shell-line.ts';
import { hostNamesOf } from '../../src/server/host-names.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { GuiProcess } from './gui-process.ts';
import { ORIGIN, TestServer, loggedIn } from './server.ts';

const started: GuiProcess[] = [];
afterEach(async () => {
  for (const gui of started.splice(0)) await gui.kill();
});
function startGui(...args: string[]): GuiProcess {
  const gui = new GuiProcess(args);
  started.push(gui);
  return gui;
}

describe('1 where it listens', () => {
  it('is on 127.0.0.1 alone unless told otherwise', async () => {
    const gui = startGui();
    await gui.ready();
    const listening = readFileSync('/proc/net/tcp', 'latin1') + readFileSync('/proc/net/tcp6', 'latin1');
    const port = gui.port.toString(16).toUpperCase().padStart(4, '0');
    const addresses = [...listening.matchAll(new RegExp(`: ([0-9A-F]+):${port} [0-9A-F]+:0000 0A`, 'g'))];
    expect(addresses.map(([, address]) => address)).toEqual(['0100007F']);
  });

  it('warns about any other address, and keeps the token on', async () => {
    const gui = startGui('--host', '0.0.0.0');
    await gui.ready();
    await waitFor('the warning', () => gui.stderr.includes('WARNING: 0.0.0.0 can be reached by others'));
    expect((await fetch(`${gui.origin}/api/session`)).status).toBe(401);
  });

  it('offers a socket of mode 0600 in a folder of mode 0700, and refuses an open folder', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'private/gui.sock');
    const gui = startGui('--socket', path);
    await waitFor('the socket', () => existsSync(path) && gui.stdout.includes('token='));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'private')).mode & 0o777).toBe(0o700);
    chmodSync(folder, 0o755);
    const refused = await runProgram(['gui', '--socket', join(folder, 'open.sock')]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('can be entered by others');
  });
});

describe('2 the token', () => {
  it('is at least 128 bits, in a file of mode 0600', () => {
    const server = new TestServer();
    expect(Buffer.from(server.access.token, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(statSync(server.secrets).mode & 0o777).toBe(0o600);
  });

  it('is exchanged once, for a cookie that scripts and other sites cannot use', async () => {
    const server = new TestServer();
    const { token } = server.access;
    const first = await server.logIn(token);
    expect(first.status).toBe(204);
    expect(first.headers.get('set-cookie')).toMatch(/^bezierfit_7411=.*; HttpOnly; SameSite=Strict$/);
    expect((await server.logIn(token)).status).toBe(401);
    expect((await server.get('/api/session')).status).toBe(200);
  });

  it('and nothing else opens the door', async () => {
    const server = new TestServer();
    expect((await server.bare('/api/session')).status).toBe(401);
    const { token } = server.access;
    expect((await server.bare(`/api/session?token=${token}`)).status).toBe(401);
    const cookie = { headers: { Cookie: `bezierfit_7411=${token}` } };
    expect((await server.bare('/api/session', cookie)).status).toBe(401);
  });

  it('is in no arguments, environment, log or state', async () => {
    const gui = startGui();
    await gui.ready();
    const token = gui.token;
    for (const file of ['cmdline', 'environ'])
      expect(readFileSync(`/proc/${gui.pid}/${file}`, 'utf8')).not.toContain(token);
    const session = await gui.logIn();
    expect(JSON.stringify(await session.json())).not.toContain(token);
    const secrets = readFileSync(join(gui.stateFolder, `gui-${gui.port}.json`), 'utf8');
    expect(secrets).not.toContain(token); // used up
    expect(secrets).not.toContain(gui.cookie.split('=')[1]); // only a hash
  });
});

describe('3 host and origin', () => {
  it.each(['evil.example', 'evil.example:7411', '127.0.0.1.evil.example', '0.0.0.0:7411', ''])(
    'refuses host %j',
    async (host) => {
      const server = await loggedIn();
      expect((await server.bare('/', { headers: { Host: host } })).status).toBe(403);
    },
  );

  it.each([
    undefined,
    'null',
    'http://127.0.0.1:9999',
    'https://127.0.0.1:7411',
    'http://localhost:7411',
    'http://evil.example',
  ])('refuses origin %s for changes and event streams', async (origin) => {
    const server = await loggedIn();
    for (const path of ['/api/draft', '/api/events', '/api/login']) {
      const init = server.posting({ runRoot: server.runRoot, spec: {}, revision: null, token: 'x', after: null });
      const headers = new Headers(init.headers);
      if (origin === undefined) headers.delete('Origin');
      else headers.set('Origin', origin);
      const response = await server.bare(path, { ...init, headers: Object.fromEntries(headers) });
      expect(response.status, path).toBe(403);
    }
  });

  it('sends no CORS headers, and answers no other site', async () => {
    const server = await loggedIn();
    const response = await server.bare('/api/session', { headers: { Origin: 'http://evil.example' } });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await server.bare('/api/draft', { method: 'OPTIONS', headers: { Origin: ORIGIN } });
    expect(preflight.status).toBe(405);
    const framed = await server.bare('/api/session', { headers: { 'Sec-Fetch-Site': 'same-site' } });
    expect(framed.status).toBe(403);
  });

  it('knows no name but its own', () => {
    expect(hostNamesOf('127.0.0.1')).not.toContain(hostname());
  });
});

describe('4 changes', () => {
  const change = { runRoot: '', spec: {}, revision: null };

  it('need JSON and the custom header', async () => {
    const server = await loggedIn();
    const body = { ...change, runRoot: server.runRoot };
    expect((await server.post('/api/draft', body, { 'Content-Type': 'text/plain' })).status).toBe(403);
    expect((await server.post('/api/draft', body, { 'X-Bezierfit': '' })).status).toBe(403);
    expect((await server.post('/api/draft', body)).status).toBe(200);
  });

  it('are never made by GET, nor by other methods', async () => {
    const server = await loggedIn();
    for (const path of ['/api/start', '/api/stop', '/api/draft', '/api/control-points', '/api/login']) {
      await server.get(path, { runRoot: server.runRoot, spec: '{}', jobId: 'a' });
      const response = await server.bare(path, { ...server.posting({}), method: 'PUT' });
      expect(response.status).toBe(405);
    }
    expect(readdirSync(server.runRoot)).toEqual([]);
  });
});

it('5 every answer has the headers that keep other code out', async () => {
  const server = await loggedIn();
  for (const path of ['/', '/api/session', '/api/unknown', '/nothing.js']) {
    const { headers } = await server.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  }
});

it('6 failed logins are limited, and all look the same', async () => {
  let nowMs = 0;
  const server = new TestServer(() => nowMs);
  const wrong = async (body: unknown) => {
    const response = await server.bare('/api/login', server.posting(body));
    return `${response.status} ${await response.text()}`;
  };
  const answers = [];
  for (let i = 0; i < 10; i++) answers.push(await wrong({ token: `wrong${i}` }));
  answers.push(await wrong({ nothing: 1 }), await wrong({ token: server.access.token })); // right, but too late
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^401 /);
  nowMs = 61_000;
  expect((await server.logIn()).status).toBe(204);
});

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
  const gui = new GuiProcess([], { BEZIERFIT_TEST_SECRET: secret }, 0o077);
  started.push(gui);
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

it('a port in use is refused with words', async () => {
  const gui = startGui();
  await gui.ready();
  const second = startProgram(['gui', '--no-open', '--port', String(gui.port)]);
  let words = '';
  second.stderr?.on('data', (chunk) => (words += String(chunk)));
  await once(second, 'exit');
  expect(words).toContain(`error: --port: ${gui.port} is in use already`);
});
