import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { factsOf } from '../files/facts.ts';
import { listFolder } from '../files/folder.ts';
import {
  HIGH_PERCENTILE,
  LOW_PERCENTILE,
  imageInfo,
  readPixels,
  sectionPng,
  sectionRange,
  type Pixels,
} from '../files/images.ts';
import { MOST_BYTES, readLogRange, searchLog } from '../files/log-range.ts';
import { HttpError } from '../http-error.ts';
import { query, whole } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const file = z.object({ path: z.string() });
const number = z.coerce.number();
const percent = number.min(0).max(100);
const section = file.extend({ section: whole.default(0) });
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
  pixels: section.extend({
    shrink: number.int().min(1).max(64).default(1),
    x: whole.optional(),
    y: whole.optional(),
    width: number.int().min(1).optional(),
    height: number.int().min(1).optional(),
  }),
  png: section.extend({
    side: number.int().min(16).max(4096).default(1024),
    black: number.optional(),
    white: number.optional(),
  }),
  range: section.extend({ low: percent.default(LOW_PERCENTILE), high: percent.default(HIGH_PERCENTILE) }),
};

const MOST_WAITING = 128;

/** Folders, facts, logs and images: all inside the allowed roots. */
export function fileRoutes(app: Hono, { roots }: ServerContext): void {
  let waiting = 0;

  app.get('/api/files', async (c) => {
    const { path, types } = query(c, queries.folder);
    return c.json(await listFolder(roots, path, types ? types.toLowerCase().split(',') : null));
  });

  app.get('/api/facts', (c) => c.json(factsOf(roots.file(query(c, file).path))));

  app.get('/api/log', async (c) => {
    const { path, ...range } = query(c, queries.log);
    const real = roots.file(path);
    if (waiting >= MOST_WAITING) throw new HttpError(429, 'Too many logs are followed at once');
    waiting++;
    try {
      return c.json({ ...(await readLogRange(real, range)), path });
    } finally {
      waiting--;
    }
  });

  app.get('/api/log/search', async (c) => {
    const { path, text, from, limit } = query(c, queries.search);
    return c.json(await searchLog(roots.file(path), text, from, limit));
  });

  app.get('/api/image', (c) => c.json(imageInfo(roots.file(query(c, file).path))));

  app.get('/api/image/pixels', (c) => {
    const { path, section: index, shrink, x, y, width, height } = query(c, queries.pixels);
    const region = width !== undefined && height !== undefined ? { x: x ?? 0, y: y ?? 0, width, height } : null;
    return sendPixels(c, readPixels(roots.file(path), index, shrink, region));
  });

  app.get('/api/image/png', (c) => {
    const { path, section: index, side, black, white } = query(c, queries.png);
    const png = sectionPng(roots.file(path), index, side, black, white);
    return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
  });

  app.get('/api/image/range', (c) => {
    const { path, section: index, low, high } = query(c, queries.range);
    return c.json(sectionRange(roots.file(path), index, low, high));
  });
}

/** float32, little-endian; `X-Image` says the rest. */
export function sendPixels(c: Context, { header, data }: Pixels): Response {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return c.body(bytes, 200, { 'Content-Type': 'application/octet-stream', 'X-Image': JSON.stringify(header) });
}
