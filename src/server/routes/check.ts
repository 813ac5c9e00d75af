import type { Hono } from 'hono';
import * as z from 'zod';
import { planJson } from '../../batch/load-batch.ts';
import { checkSpec } from '../batch/check-spec.ts';
import { specPath } from '../batch/drafts.ts';
import { body, specJson } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const specRequest = z.object({ runRoot: z.string(), spec: specJson });

/** What is to be said about a spec. `/api/plan` is asked by `/api/start` alone: what the scheduler would refuse. */
export function checkRoutes(app: Hono, { roots }: Pick<ServerContext, 'roots'>): void {
  app.post('/api/validate', async (c) => {
    const { runRoot, spec } = await body(c, specRequest);
    return c.json(await checkSpec(roots.resolve(runRoot), spec));
  });

  app.post('/api/plan', async (c) => {
    const { runRoot, spec } = await body(c, specRequest);
    await planJson(spec, specPath(roots.resolve(runRoot)));
    return c.body(null, 204);
  });
}
