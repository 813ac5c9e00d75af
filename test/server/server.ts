import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Hono } from 'hono';
import { Access } from '../../src/server/access/access.ts';
import { secretFile } from '../../src/server/access/secret-file.ts';
import { AllowedRoots } from '../../src/server/allowed-roots.ts';
import { createApp } from '../../src/server/app.ts';
import { hostNamesOf } from '../../src/server/host-names.ts';
import { DIST, PROGRAM } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

export const ORIGIN = 'http://127.0.0.1:7411';
const HOST = '127.0.0.1:7411';
const READER = pathToFileURL(join(DIST, 'reader.cjs'));

/** The server's app without a socket, and a logged-in browser. */
export class TestServer {
  readonly folder = temporaryFolder();
  readonly home = join(this.folder, 'home');
  readonly runRoot = join(this.home, 'run');
  readonly secrets: string;
  readonly access: Access;
  readonly app: Hono;
  private cookie = '';

  constructor(clock?: () => number, moreRoots: readonly string[] = [], readerEntry = READER) {
    mkdirSync(this.runRoot, { recursive: true });
    const stateFolder = join(this.folder, 'state');
    mkdirSync(stateFolder, { mode: 0o700 });
    this.secrets = secretFile(stateFolder, '7411');
    this.access = new Access(this.secrets, clock);
    this.app = createApp({
      access: this.access,
      cookieName: 'bezierfit_7411',
      hostNames: hostNamesOf('127.0.0.1'),
      roots: new AllowedRoots([this.home, ...moreRoots]),
      runRoot: this.runRoot,
      program: [process.execPath, PROGRAM],
      webFolder: join(DIST, 'web'),
      readerEntry,
      stateFolder,
      graceS: 30,
      closing: new AbortController().signal,
    });
  }

  /** Exactly this request, with nothing added but the host. */
  async bare(path: string, init: RequestInit = {}): Promise<Response> {
    return await this.app.request(`${ORIGIN}${path}`, { ...init, headers: { Host: HOST, ...init.headers } });
  }

  async logIn(token = this.access.token): Promise<Response> {
    const response = await this.bare('/api/login', this.posting({ token }));
    this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
    return response;
  }

  posting(body: unknown, headers: Record<string, string> = {}): RequestInit {
    const usual = { 'Content-Type': 'application/json', 'X-Bezierfit': '1', Origin: ORIGIN, Cookie: this.cookie };
    return { method: 'POST', headers: { ...usual, ...headers }, body: JSON.stringify(body) };
  }

  get(path: string, query: Record<string, string | number> = {}): Promise<Response> {
    const text = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return this.bare(`${path}?${text}`, { headers: { Cookie: this.cookie } });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.bare(path, this.posting(body, headers));
  }

  async json<T>(response: Promise<Response>): Promise<T> {
    return (await (await response).json()) as T;
  }
}

/** A server with a session. */
export async function loggedIn(...moreRoots: string[]): Promise<TestServer> {
  const server = new TestServer(undefined, moreRoots);
  await server.logIn();
  return server;
}
