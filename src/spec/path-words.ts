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
 * @throws Error naming a variable that is not set
 */
export function expandPath(path: string, folder: string, { home, env }: PathContext): string {
  const expanded = path.trim().replace(/\$(?:(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced ?? '';
    const value = env[name];
    if (value === undefined) throw new Error(`the environment variable $${name} is not set`);
    return value;
  });
  if (expanded === '~') return home;
  return expanded.startsWith('~/') ? join(home, expanded.slice(2)) : resolve(folder, expanded);
}
