import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { factsOf } from '../files/facts.ts';
import {
  HIGH_PERCENTILE,
  LOW_PERCENTILE,
  imageInfo,
  readPixels,
  sectionPng,
  sectionRange,
  type Pixels,
} from '../files/images.ts';
import { query, whole } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const file = z.object({ path: z.string() });
const number = z.coerce.number();
const percent = number.min(0).max(100);
const section = file.extend({ section: whole.default(0) });
const queries = {
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

/** What a file is, and the images of a stack or micrograph; inside the allowed roots. */
export function imageRoutes(app: Hono, { roots }: Pick<ServerContext, 'roots'>): void {
  const isAllowed = (path: string): boolean => {
    try {
      return roots.file(path) !== '';
    } catch {
      return false;
    }
  };

  app.get('/api/facts', (c) => {
    const facts = factsOf(roots.file(query(c, file).path));
    return c.json({ ...facts, firstImages: facts.firstImages.filter(({ path }) => isAllowed(path)) });
  });

  app.get('/api/image', async (c) => c.json(await imageInfo(roots.file(query(c, file).path))));

  app.get('/api/image/pixels', async (c) => {
    const { path, section: index, shrink, x, y, width, height } = query(c, queries.pixels);
    const region = width !== undefined && height !== undefined ? { x: x ?? 0, y: y ?? 0, width, height } : null;
    return sendPixels(c, await readPixels(roots.file(path), index, shrink, region));
  });

  app.get('/api/image/png', async (c) => {
    const { path, section: index, side, black, white } = query(c, queries.png);
    const png = await sectionPng(roots.file(path), index, side, black, white);
    return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
  });

  app.get('/api/image/range', async (c) => {
    const { path, section: index, low, high } = query(c, queries.range);
    return c.json(await sectionRange(roots.file(path), index, low, high));
  });
}

/** float32, little-endian; `X-Image` says the rest. */
export function sendPixels(c: Context, { header, data }: Pixels): Response {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  return c.body(bytes, 200, { 'Content-Type': 'application/octet-stream', 'X-Image': JSON.stringify(header) });
}
