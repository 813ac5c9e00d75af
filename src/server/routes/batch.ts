import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { JsonObject } from '../../base/json-object.ts';
import type { Command, EventsRequest, Stopping } from '../api.ts';
import { eventStream } from '../batch/event-stream.ts';
import { writeSpec } from '../batch/drafts.ts';
import { batchWords, refuseRunning, startBatch } from '../batch/start.ts';
import { shellLine } from '../batch/shell-line.ts';
import { stopBatch } from '../batch/stop.ts';
import type { RecentRunRoots } from '../batch/recent.ts';
import type { Watches } from '../batch/batch-watch.ts';
import { HttpError } from '../http-error.ts';
import { body, query, specJson } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const place = z.object({ runRoot: z.string() });
const specRequest = place.extend({ spec: specJson });
const events: z.ZodType<EventsRequest> = place.extend({ after: z.string().max(100).nullable().default(null) });

const MOST_STREAMS = 64;

interface BatchTools {
  watches: Watches;
  recent: RecentRunRoots;
  /** @throws HttpError 422 what the scheduler would refuse, before anything is written */
  plan: (runRoot: string, spec: JsonObject) => Promise<void>;
}

/** Start, stop and look at batches. The server is a view: a batch lives and ends without it. */
export function batchRoutes(
  app: Hono,
  { roots, program, graceS, closing }: ServerContext,
  { watches, recent, plan }: BatchTools,
): void {
  const runRootOf = (c: Context): string => roots.resolve(query(c, place).runRoot);
  const starting = new Set<string>();

  app.get('/api/run-roots', (c) => c.json(recent.list().filter(({ path }) => roots.contains(path))));
  app.get('/api/batch', async (c) => c.json(await watches.of(runRootOf(c)).current()));

  app.post('/api/events', async (c) => {
    const { runRoot, after } = await body(c, events);
    const real = roots.resolve(runRoot);
    if (watches.streams >= MOST_STREAMS) throw new HttpError(429, 'Too many pages are open at once');
    recent.note(real);
    const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
    return c.body(eventStream(watches.of(real), after), 200, headers);
  });

  app.post('/api/start', async (c) => {
    const request = await body(c, specRequest);
    const runRoot = roots.resolve(request.runRoot);
    if (starting.has(runRoot)) throw new HttpError(409, 'This batch is being started already');
    starting.add(runRoot);
    try {
      refuseRunning(runRoot);
      await plan(runRoot, request.spec);
      writeSpec(runRoot, request.spec);
      recent.note(runRoot);
      return c.json(await startBatch(runRoot, program, closing), 201);
    } finally {
      starting.delete(runRoot);
    }
  });

  app.post('/api/stop', async (c) => {
    const runRoot = roots.existing((await body(c, place)).runRoot);
    const stopped = stopBatch(runRoot);
    const answer: Stopping = { runRoot, graceS, ...stopped };
    return c.json(answer);
  });

  app.get('/api/command', (c) => {
    const cwd = runRootOf(c);

    const answer: Command = {
      cwd,
      command: shellLine(['bezierfit', ...batchWords(cwd)]),
      stop: `kill $(cat ${shellLine([`${cwd}/bezierfit_batch.pid`])})`,
      watch: shellLine(['bezierfit', 'watch', cwd]),
    };
    return c.json(answer);
  });
}
