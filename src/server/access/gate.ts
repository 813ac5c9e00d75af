import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { CUSTOM_HEADER } from '../api.ts';
import { HttpError } from '../http-error.ts';
import type { Access } from './access.ts';

export interface GateOptions {
  access: Access;
  cookieName: string;
  /** Names of this machine in a `Host` header, without port. A tunnel may have another port. */
  hostNames: readonly string[];
}

const PUBLIC = new Set(['/api/login']);

/** Every request passes here: host, then method, for state-changing ones origin, type and header, then the session. (security 3, 4) */
export function gate({ access, cookieName, hostNames }: GateOptions): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? '';
    if (!hostNames.includes(host.replace(/:\d+$/, ''))) throw new HttpError(403, 'Unknown host');
    const site = c.req.header('sec-fetch-site');
    if (c.req.path.startsWith('/api/') && site !== undefined && site !== 'same-origin' && site !== 'none') {
      throw new HttpError(403, 'Only the page of this server may ask');
    }
    checkMethod(c, host);
    if (c.req.path.startsWith('/api/') && !PUBLIC.has(c.req.path)) {
      const id = getCookie(c, cookieName);
      if (id === undefined || !access.isSession(id))
        throw new HttpError(401, 'Open the link that bezierfit gui printed');
    }
    await next();
  };
}

function checkMethod(c: Context, host: string): void {
  const { method } = c.req;
  if (method === 'GET' || method === 'HEAD') return;
  if (method !== 'POST') throw new HttpError(405, `${method} is not used here`);
  if (c.req.header('origin') !== `http://${host}`) throw new HttpError(403, 'Only the page of this server may ask');
  if (!/^application\/json\b/.test(c.req.header('content-type') ?? '')) throw new HttpError(403, 'Expected JSON');
  if (c.req.header(CUSTOM_HEADER) !== '1') throw new HttpError(403, `Expected the header ${CUSTOM_HEADER}: 1`);
}
