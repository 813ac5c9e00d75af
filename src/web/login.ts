import { post } from './api.ts';
import type { Login } from '../server/api.ts';

/** Exchanges the token of the printed link (`#token=...`) for a cookie and takes it out of the address. */
export async function loginFromAddress(): Promise<void> {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(null, '', location.pathname);
  await post('/api/login', { token: decodeURIComponent(token) } satisfies Login);
}
