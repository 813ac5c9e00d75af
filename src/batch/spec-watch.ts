import { statSync } from 'node:fs';
import type { Log } from '../base/log.ts';

/** Notices that the spec was edited while its batch runs, and says so once for each edit: what was read counts. */
export class SpecWatch {
  private readonly path: string;
  private readonly log: Log;
  private known: string;

  constructor(path: string, log: Log) {
    this.path = path;
    this.log = log;
    this.known = versionOf(path);
  }

  look(): void {
    const now = versionOf(this.path);
    if (now === this.known) return;
    this.known = now;
    const what = now === '' ? 'is gone' : 'was edited while this batch runs';
    this.log.line(`>>> WARNING: ${this.path} ${what}; what was read at the start counts until the next start`);
  }
}

function versionOf(path: string): string {
  try {
    const { mtimeNs, size } = statSync(path, { bigint: true });
    return `${mtimeNs} ${size}`;
  } catch {
    return '';
  }
}
