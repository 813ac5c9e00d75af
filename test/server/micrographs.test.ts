import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ImageInfo, MicrographList, MicrographView, PixelsHeader } from '../../src/server/api.ts';
import { BOX_PX, makeSmallProject } from '../helpers/small-project.ts';
import { loggedIn } from './server.ts';

it('micrographs come with their boxes, and as pixels of any size', async () => {
  const project = makeSmallProject();
  const server = await loggedIn(project);
  const args = { particle: join(project, 'J220/particles.star') };
  const kind = 'bezierfit_micrograph_mms';
  const job = { job_id: 'mms', kind, output_root: 'mms', resources: { gpus: 0 }, args };
  const spec = { scheduler: { gpus: [0] }, jobs: [job] };
  await server.post('/api/draft', { runRoot: server.runRoot, spec, revision: null });
  const at = { runRoot: server.runRoot, jobId: 'mms' };
  const { micrographs } = await server.json<MicrographList>(server.get('/api/micrographs', at));
  const raw = join(project, 'J2/mic.mrc');
  const output = join(server.runRoot, 'mms/subtracted/mic_subtracted.mrc');
  expect(micrographs).toEqual([{ index: 0, name: 'mic.mrc', raw, output, ready: false, particles: 2 }]);
  const view = await server.json<MicrographView>(server.get('/api/micrograph', { ...at, index: 0 }));
  expect(view).toMatchObject({ columns: 40, rows: 30, pixelSizeA: 4 });
  expect(view.boxes).toEqual([
    { x: 10, y: 10, boxPx: BOX_PX },
    { x: 20, y: 10, boxPx: BOX_PX },
  ]);
  expect((await server.get('/api/micrograph', { ...at, index: 1 })).status).toBe(404);

  expect(await server.json<ImageInfo>(server.get('/api/image', { path: raw }))).toMatchObject({
    columns: 40,
    sections: 1,
  });
  const headerOf = async (query: object): Promise<PixelsHeader> => {
    const response = await server.get('/api/image/pixels', { path: raw, ...query });
    return JSON.parse(response.headers.get('x-image') ?? '{}') as PixelsHeader;
  };
  expect(await headerOf({})).toMatchObject({ columns: 40, rows: 30, images: 1 });
  expect(await headerOf({ shrink: 4 })).toMatchObject({ columns: 10, rows: 8 });
  expect(await headerOf({ x: 3, y: 4, width: 5, height: 6 })).toMatchObject({ columns: 5, rows: 6 });
  expect((await server.get('/api/image/pixels', { path: raw, x: 38, width: 5, height: 6 })).status).toBe(422);
  expect((await server.get('/api/image/pixels', { path: raw, section: 1 })).status).toBe(422);
  const png = await server.get('/api/image/png', { path: raw, side: 20 });
  expect(png.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await png.arrayBuffer()).subarray(1, 4)).toEqual(new Uint8Array(Buffer.from('PNG')));
});
