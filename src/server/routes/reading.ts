import type { Context, Hono } from 'hono';
import { formatJson } from '../../base/json.ts';
import type { JsonObject } from '../../base/json-object.ts';
import type { ApiError } from '../api.ts';
import { HttpError } from '../http-error.ts';
import { Reader } from '../reader/reader.ts';
import type { ServerContext } from '../server-context.ts';

/** Looking into the tables of a batch that is being edited may take seconds: pictures do not wait for it. */
const CHECKS = ['/api/facts', '/api/validate'];

/** Hands requests that read much to threads of their own, where reader/reading-app.ts answers them. */
export class Reading {
  private readonly checks: Reader;
  private readonly pictures: Reader;

  constructor({ roots, readerEntry }: Pick<ServerContext, 'roots' | 'readerEntry'>) {
    this.checks = new Reader(readerEntry, { folders: roots.folders });
    this.pictures = new Reader(readerEntry, { folders: roots.folders });
  }

  /** Everything below `/api/` that no route before it has answered. */
  routes(app: Hono): void {
    for (const path of CHECKS) app.all(path, (c) => handOver(c, this.checks));
    app.all('/api/*', (c) => handOver(c, this.pictures));
  }

  /** @throws HttpError 422 with what the scheduler would refuse */
  readonly plan = async (runRoot: string, spec: JsonObject): Promise<void> => {
    const { status, body } = await this.checks.ask('POST', '/api/plan', formatJson({ runRoot, spec }));
    if (status === 204) return;
    const { message, ...more } = JSON.parse(new TextDecoder().decode(body)) as ApiError;
    throw new HttpError(status as 422, message, more);
  };
}

async function handOver(c: Context, reader: Reader): Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  const sent = c.req.method === 'POST' ? await c.req.text() : null;
  const { status, headers, body } = await reader.ask(c.req.method, pathname + search, sent);
  return c.newResponse(body, status as 200, Object.fromEntries(headers));
}
