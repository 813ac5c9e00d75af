import type { Hono } from 'hono';
import * as z from 'zod';
import { listFolder } from '../files/folder.ts';
import { MOST_BYTES, readLogRange, searchLog } from '../files/log-range.ts';
import { HttpError } from '../http-error.ts';
import { query, whole } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const file = z.object({ path: z.string() });
const number = z.coerce.number();
const queries = {
  folder: file.extend({ types: z.string().optional() }),
  log: file.extend({
    from: number.int(),
    bytes: number
      .int()
      .min(1)
      .max(MOST_BYTES)
      .default(256 << 10),
    waitMs: number.min(0).max(20_000).default(0),
  }),
  search: file.extend({
    text: z.string().min(1).max(200),
    from: whole.default(0),
    limit: number.int().min(1).max(500).default(200),
  }),
};

const MOST_WAITING = 128;

/** Folders and logs, inside the allowed roots. */
export function fileRoutes(app: Hono, { roots, closing }: ServerContext): void {
  let waiting = 0;

  app.get('/api/files', async (c) => {
    const { path, types } = query(c, queries.folder);
    return c.json(await listFolder(roots, path, types ? types.toLowerCase().split(',') : null));
  });

  app.get('/api/log', async (c) => {
    const { path, ...range } = query(c, queries.log);
    const real = roots.file(path);
    if (waiting >= MOST_WAITING) throw new HttpError(429, 'Too many logs are followed at once');
    waiting++;
    try {
      const leaving = AbortSignal.any([c.req.raw.signal, closing]);
      return c.json({ ...(await readLogRange(real, range, leaving)), path });
    } finally {
      waiting--;
    }
  });

  app.get('/api/log/search', async (c) => {
    const { path, text, from, limit } = query(c, queries.search);
    return c.json(await searchLog(roots.file(path), text, from, limit));
  });
}
