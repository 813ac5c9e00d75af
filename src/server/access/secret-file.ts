import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { makeFolder, writeFileAtomic } from '../../base/atomic-file.ts';

const schema = z.object({
  token: z.string().min(32),
  /** SHA-256 of the sessions' ids, and when each began. */
  sessions: z.array(z.object({ hash: z.string(), startedMs: z.number() })),
});
export type Secrets = z.infer<typeof schema>;

/** Where the interface keeps its secrets and its list of run roots: private to the user. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = join(env.XDG_STATE_HOME ?? join(homedir(), '.local/state'), 'bezierfit');
  makeFolder(folder, { durable: false, mode: 0o700 });
  return folder;
}

/** `gui-PORT.json` (or `gui-socket.json`): the link's token, and who is logged in. */
export const secretFile = (folder: string, name: string): string => join(folder, `gui-${name}.json`);

export function readSecrets(path: string): Secrets | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null; // a new file is made; the old links and sessions end
  }
}

/** Created with mode 0600, never widened. */
export function writeSecrets(path: string, secrets: Secrets): void {
  writeFileAtomic(path, `${JSON.stringify(secrets)}\n`, { mode: 0o600, durable: false });
}
