import { join, resolve } from 'node:path';

/** Where relative paths and variables of a spec get their meaning. */
export interface PathContext {
  /** Absolute. */
  specFolder: string;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * `~`, `$NAME`, `${NAME}` and relative paths -> an absolute path. (contract 2)
 * @param folder where relative paths start
 * @throws Error naming a variable that is not set, or another user's home
 */
export function expandPath(path: string, folder: string, { home, env }: PathContext): string {
  const expanded = path.trim().replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? '';
    const value = env[name];
    if (value === undefined) throw new Error(`the environment variable $${name} is not set`);
    return value;
  });
  if (expanded === '~') return home;
  const [user] = /^~[^/]+/.exec(expanded) ?? [];
  if (user !== undefined)
    throw new Error(`${user} is not understood, only ~ for your own home; write the path in full`);
  return expanded.startsWith('~/') ? join(home, expanded.slice(2)) : resolve(folder, expanded);
}
