import type { AllowedRoots } from './allowed-roots.ts';
import type { Access } from './access/access.ts';

/** What the routes share. */
export interface ServerContext {
  access: Access;
  cookieName: string;
  hostNames: readonly string[];
  roots: AllowedRoots;
  /** `--run-root`. */
  runRoot: string | null;
  /** What runs our commands: `[node, main.js]`. */
  program: readonly [string, string];
  /** Folder of the built page. */
  webFolder: string;
  /** Script of the threads that read tables and images. */
  readerEntry: URL;
  /** Private folder of the user: secrets, recent run roots. */
  stateFolder: string;
  graceS: number;
  /** Of the server: what still waits then gives up. */
  closing: AbortSignal;
}
