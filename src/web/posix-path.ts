/** The parts of `node:path` that src/spec uses, for the browser: paths there are the server's, always POSIX. */

export const sep = '/';

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  const joined = parts.join('/');
  return path.startsWith('/') ? `/${joined}` : joined || '.';
}

export function join(...parts: string[]): string {
  return normalize(parts.filter((part) => part !== '').join('/'));
}

/** Without an absolute part the result starts at `/`: the browser has no working directory. */
export function resolve(...parts: string[]): string {
  const start = parts.findLastIndex((part) => part.startsWith('/'));
  return join('/', ...parts.slice(Math.max(0, start)));
}

export function dirname(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const cut = trimmed.lastIndexOf('/');
  if (cut < 0) return trimmed === '' && path !== '' ? '/' : '.';
  return trimmed.slice(0, cut).replace(/\/+$/, '') || '/';
}

export function basename(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

export const posix = { sep, join, resolve, dirname, basename };
