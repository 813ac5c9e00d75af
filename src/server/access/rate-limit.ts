import type { MiddlewareHandler } from 'hono';
import { HttpError } from '../http-error.ts';

/** At most `perSecond` requests a second in the long run, `burst` at once. (security 12) */
export function rateLimit(perSecond: number, burst: number, nowMs = () => performance.now()): MiddlewareHandler {
  let left = burst;
  let lastMs = nowMs();
  return async (_, next) => {
    const now = nowMs();
    left = Math.min(burst, left + ((now - lastMs) / 1000) * perSecond);
    lastMs = now;
    if (left < 1) throw new HttpError(429, 'Too many requests at once; wait a moment');
    left--;
    await next();
  };
}
