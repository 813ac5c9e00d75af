import { chmodSync, lstatSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { makeFolder } from '../base/atomic-file.ts';
import { errorCode, refuse } from '../base/errors.ts';

/** Pages, event streams and pictures of a few people. */
const MOST_CONNECTIONS = 512;

export interface Listening {
  /** 0 on a socket. */
  port: number;
  close(): void;
}

type App = Pick<Hono, 'fetch'>;

/** Listens on an address; port 0 takes any. Null when the port is taken. */
export async function listenOnPort(app: App, hostname: string, port: number): Promise<Listening | null> {
  const server = newServer(app);
  try {
    await started(server, () => server.listen(port, hostname));
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return null;
    return refuse('--host', `cannot listen on ${hostname} port ${port}: ${(error as Error).message}`);
  }
  return { port: (server.address() as AddressInfo).port, close: () => closeAll(server) };
}

/** Listens on a Unix socket of mode 0600; its folder must be the user's alone. (security 1) */
export async function listenOnSocket(app: App, path: string): Promise<Listening> {
  const folder = dirname(path);
  makeFolder(folder, { durable: false, mode: 0o700 });
  const { mode, uid } = statSync(folder);
  if ((mode & 0o077) !== 0 || uid !== process.getuid?.()) {
    refuse('--socket', `${folder} can be entered by others; use a folder of mode 0700 (chmod 700 ${folder})`);
  }
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) rmSync(path);
  const server = newServer(app);
  const umask = process.umask(0o177);
  try {
    await started(server, () => server.listen(path));
  } catch (error) {
    refuse('--socket', `cannot listen on ${path}: ${(error as Error).message}`);
  } finally {
    process.umask(umask);
  }
  chmodSync(path, 0o600);
  return { port: 0, close: () => closeAll(server) };
}

function newServer(app: App): Server {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

function started(server: Server, listen: () => void): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.once('listening', () => done());
    listen();
  });
}

function closeAll(server: Server): void {
  server.close();
  server.closeAllConnections();
}
