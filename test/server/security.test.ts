/** docs/security 1-6, who gets in: one negative test a line. */
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostNamesOf } from '../../src/server/host-names.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { ORIGIN, TestServer, loggedIn } from './server.ts';
import { startGui } from './start-gui.ts';

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
    const gui = startGui(['--host', '0.0.0.0']);
    await gui.ready();
    await waitFor('the warning', () => gui.stderr.includes('WARNING: 0.0.0.0 can be reached by others'));
    expect((await fetch(`${gui.origin}/api/session`)).status).toBe(401);
  });

  it('offers a socket of mode 0600 in a folder of mode 0700, and refuses an open folder', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'private/gui.sock');
    const gui = startGui(['--socket', path]);
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

it('a port in use is refused with words', async () => {
  const gui = startGui();
  await gui.ready();
  const second = startProgram(['gui', '--no-open', '--port', String(gui.port)]);
  let words = '';
  second.stderr?.on('data', (chunk) => (words += String(chunk)));
  await once(second, 'exit');
  expect(words).toContain(`error: --port: ${gui.port} is in use already`);
});
