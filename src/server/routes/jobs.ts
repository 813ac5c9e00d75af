import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { HttpError } from '../http-error.ts';
import { checkCurve, classModel, classPixels, judge, listClasses } from '../jobs/classes.ts';
import { saveControlPoints } from '../jobs/control-points.ts';
import { findJob, type FoundJob } from '../jobs/find-job.ts';
import { jobFiles } from '../jobs/job-files.ts';
import { listMicrographs, showMicrograph } from '../jobs/micrographs.ts';
import { listParticles, particleThumb, showParticle } from '../jobs/particles.ts';
import { body, jobId, query, whole } from '../request.ts';
import type { ServerContext } from '../server-context.ts';
import { sendPixels } from './images.ts';

const place = z.object({ runRoot: z.string(), jobId });
const indexed = place.extend({ index: whole });
const thumb = indexed.extend({ side: z.coerce.number().int().min(8).max(512) });
const classed = place.extend({ classId: whole });
const points = z
  .array(z.tuple([z.number(), z.number()]))
  .min(4, 'expected at least 4 control points')
  .max(32);
const objective = classed.extend({ controlPoints: points });
const save = place.extend({
  revision: z.string(),
  classes: z.array(z.object({ classId: whole, controlPoints: points })).min(1),
});

/** What a job reads and makes, to look at. */
export function jobRoutes(app: Hono, { roots }: Pick<ServerContext, 'roots'>): void {
  const find = (asked: z.infer<typeof place>): Promise<FoundJob> => findJob(roots.existing(asked.runRoot), asked.jobId);
  const jobOf = (c: Context): Promise<FoundJob> => find(query(c, place));

  app.get('/api/job', async (c) => c.json(jobFiles(roots, await jobOf(c))));
  app.get('/api/particles', async (c) => c.json(listParticles(roots, await jobOf(c))));
  app.get('/api/particle', async (c) => {
    const { index } = query(c, indexed);
    return c.json(showParticle(roots, await jobOf(c), index).view);
  });
  app.get('/api/particle/pixels', async (c) => {
    const { index } = query(c, indexed);
    return sendPixels(c, showParticle(roots, await jobOf(c), index).pixels);
  });

  app.get('/api/particle/png', async (c) => {
    const { index, side } = query(c, thumb);
    const png = await particleThumb(roots, await jobOf(c), index, side);
    return c.body(new Uint8Array(png), 200, { 'Content-Type': 'image/png' });
  });

  app.get('/api/classes', async (c) => c.json(listClasses(roots, await jobOf(c))));
  app.get('/api/class/pixels', async (c) => {
    const { classId } = query(c, classed);
    return sendPixels(c, classPixels(roots, await jobOf(c), classId));
  });
  app.post('/api/objective', async (c) => {
    const { classId, controlPoints, ...asked } = await body(c, objective);
    return c.json(judge(roots, await find(asked), classId, Float64Array.from(controlPoints.flat())));
  });
  app.post('/api/class/check', async (c) => {
    const { classId, controlPoints, ...asked } = await body(c, objective);
    return c.json(checkCurve(roots, await find(asked), classId, Float64Array.from(controlPoints.flat())));
  });
  app.post('/api/class/model', async (c) => {
    const { classId, controlPoints, ...asked } = await body(c, objective);
    return sendPixels(c, classModel(roots, await find(asked), classId, Float64Array.from(controlPoints.flat())));
  });
  app.post('/api/control-points', async (c) => {
    const { revision, classes, ...asked } = await body(c, save);
    const job = await find(asked);
    const known = new Set(listClasses(roots, job).classes.map(({ classId }) => classId));
    const unknown = classes.find(({ classId }) => !known.has(classId));
    if (unknown) throw new HttpError(404, `There is no class ${unknown.classId}`);
    return c.json(saveControlPoints(roots, job, revision, classes));
  });

  app.get('/api/micrographs', async (c) => c.json(listMicrographs(roots, await jobOf(c))));
  app.get('/api/micrograph', async (c) => {
    const { index } = query(c, indexed);
    return c.json(await showMicrograph(roots, await jobOf(c), index));
  });
}
