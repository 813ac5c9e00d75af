import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { isoUtc } from '../base/clock.ts';
import { formatJson } from '../base/json.ts';
import { ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';

/** The files with which a job tells its scheduler about itself: identity first, progress, exit record last. */
export class JobRecords {
  private readonly folder: string;
  private readonly attempt: number;
  private readonly identity: ProcessIdentity = ownIdentity();

  constructor(folder: string, attempt: number) {
    this.folder = folder;
    this.attempt = attempt;
    rmSync(join(folder, 'job_exit.json'), { force: true });
    this.write('job_identity.json', { ...this.identity, attempt });
  }

  /** Lost in a crash without harm, so it is not flushed; a full disk does not stop the job for it. */
  progress(state: object): void {
    try {
      this.write('job_progress.json', state, false);
    } catch {
      // The outputs matter, and they report the full disk themselves.
    }
  }

  exit(returncode: number): void {
    const { attempt, identity } = this;
    this.write('job_exit.json', { attempt, finished_utc: isoUtc(), identity, returncode });
  }

  private write(name: string, value: object, durable = true): void {
    writeFileAtomic(join(this.folder, name), formatJson(value), { durable });
  }
}
