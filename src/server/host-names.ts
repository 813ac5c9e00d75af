import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** True for addresses that only this machine can reach. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address);
}

/** The names by which a browser may call this server: those of the address it listens on, nothing else. (security 3) */
export function hostNamesOf(address: string): string[] {
  if (isLoopback(address)) return [...LOOPBACK, bracketed(address)];
  if (address !== '0.0.0.0' && address !== '::') return [...LOOPBACK, bracketed(address), hostname()];
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [...LOOPBACK, hostname(), ...all.map(({ address: one }) => bracketed(one))];
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);
