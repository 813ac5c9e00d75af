import { Hono } from 'hono';
import type { AllowedRoots } from '../allowed-roots.ts';
import { HttpError, answerError } from '../http-error.ts';
import { checkRoutes } from '../routes/check.ts';
import { imageRoutes } from '../routes/images.ts';
import { jobRoutes } from '../routes/jobs.ts';

/** The routes that read tables, stacks and micrographs: they take as long as the data are large. No gate: see app.ts. */
export function createReadingApp(roots: AllowedRoots): Hono {
  const app = new Hono();
  app.onError(answerError);
  app.notFound((c) => answerError(new HttpError(404, `${c.req.path} is unknown`), c));
  checkRoutes(app, { roots });
  imageRoutes(app, { roots });
  jobRoutes(app, { roots });
  return app;
}
