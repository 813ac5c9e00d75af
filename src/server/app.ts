import { existsSync } from 'node:fs';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { gate } from './access/gate.ts';
import { rateLimit } from './access/rate-limit.ts';
import { securityHeaders } from './access/security-headers.ts';
import { Watches } from './batch/batch-watch.ts';
import { RecentRunRoots } from './batch/recent.ts';
import { HttpError, answerError } from './http-error.ts';
import { batchRoutes } from './routes/batch.ts';
import { fileRoutes } from './routes/files.ts';
import { pageRoutes } from './routes/page.ts';
import { Reading } from './routes/reading.ts';
import { sessionRoutes } from './routes/session.ts';
import { specRoutes } from './routes/spec.ts';
import type { ServerContext } from './server-context.ts';

/** A spec of ten thousand jobs is smaller. */
const MOST_BODY_BYTES = 16 << 20;

/** The whole interface as a function from request to response; api.ts says what it answers. */
export function createApp(context: ServerContext): Hono {
  const app = new Hono();
  const watches = new Watches(context.graceS);
  const recent = new RecentRunRoots(context.stateFolder);
  if (context.runRoot !== null && existsSync(context.runRoot)) recent.note(context.runRoot);
  const tooLarge = (): never => {
    throw new HttpError(413, 'The request is too large');
  };
  app.onError(answerError);
  app.use(securityHeaders);
  app.use(rateLimit(300, 1000));
  app.use(gate(context));
  app.use(bodyLimit({ maxSize: MOST_BODY_BYTES, onError: tooLarge }));
  sessionRoutes(app, context, recent);
  specRoutes(app, context, recent);
  fileRoutes(app, context);
  const reading = new Reading(context);
  batchRoutes(app, context, { watches, recent, plan: reading.plan });
  reading.routes(app);
  pageRoutes(app, context);
  return app;
}
