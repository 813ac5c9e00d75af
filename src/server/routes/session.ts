import { hostname, userInfo, homedir, availableParallelism } from 'node:os';
import type { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import * as z from 'zod';
import { VERSION } from '../../base/version.ts';
import type { Session } from '../api.ts';
import type { RecentRunRoots } from '../batch/recent.ts';
import { HttpError } from '../http-error.ts';
import { machineView } from '../machine/machine.ts';
import { body, query } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const login = z.object({ token: z.string().max(200) });
const machine = z.object({ runRoot: z.string().optional() });

/** Who comes in, and what this machine is. */
export function sessionRoutes(app: Hono, context: ServerContext, recent: RecentRunRoots): void {
  app.post('/api/login', async (c) => {
    const wanted = await body(c, login).catch(() => null);
    const id = context.access.exchange(wanted?.token ?? '');
    if (id === null)
      throw new HttpError(401, 'This link is not valid (any more). bezierfit gui --link prints a new one');
    setCookie(c, context.cookieName, id, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 30 * 24 * 3600 });
    return c.body(null, 204);
  });

  app.get('/api/session', (c) => {
    const session: Session = {
      user: userInfo().username,
      host: hostname(),
      version: VERSION,
      cores: availableParallelism(),
      home: homedir(),
      runRoot: context.runRoot,
      roots: [...context.roots.folders],
      graceS: context.graceS,
    };
    return c.json(session);
  });

  app.get('/api/machine', async (c) => {
    const { runRoot } = query(c, machine);
    const { roots, closing } = context;
    return c.json(await machineView(recent.paths(), runRoot === undefined ? null : roots.resolve(runRoot), closing));
  });
}
