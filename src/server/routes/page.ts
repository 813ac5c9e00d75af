import { readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Context, Hono } from 'hono';
import { HttpError } from '../http-error.ts';
import type { ServerContext } from '../server-context.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** The built page: it holds no secrets, so it needs no session. Files with a hash in their name never change. */
export function pageRoutes(app: Hono, { webFolder }: ServerContext): void {
  app.get('*', (c) => {
    const { path } = c.req;
    if (path.startsWith('/api/')) throw new HttpError(404, `${path} is unknown`);
    return path === '/' || path === '/index.html' ? file(c, webFolder, 'index.html') : file(c, webFolder, path);
  });
}

function file(c: Context, folder: string, name: string): Response {
  const path = join(folder, decodeURIComponent(name));
  const isThere = path.startsWith(folder + sep) && statSync(path, { throwIfNoEntry: false })?.isFile();
  if (!isThere || !realpathSync(path).startsWith(realpathSync(folder) + sep))
    throw new HttpError(404, 'There is no such page');
  const isForEver = name.startsWith('/assets/');
  const plain = readFileSync(path);
  const zipped = c.req.header('accept-encoding')?.includes('gzip') ? readOrNull(`${path}.gz`) : null;
  return c.body(new Uint8Array(zipped ?? plain), 200, {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
  });
}

function readOrNull(path: string): Buffer | null {
  return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : null;
}
