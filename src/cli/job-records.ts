import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../base/atomic-file.ts';
import { isoUtc } from '../base/clock.ts';
import { formatJson } from '../base/json.ts';
import { groupByFolder, type ExpectedOutputs } from '../jobs/io/expected-outputs.ts';
import { ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';
import { faultPoint } from '../base/fault-point.ts';

/** The files with which a job tells its scheduler about itself: identity first, progress, exit record last. */
export class JobRecords {
  private readonly folder: string;
  private readonly attempt: number;
  private error: { type: string; message: string } | null = null;
  private readonly identity: ProcessIdentity = ownIdentity();

  constructor(folder: string, attempt: number) {
    this.folder = folder;
    this.attempt = attempt;
    for (const name of ['job_exit.json', 'job_outputs.json']) rmSync(join(folder, name), { force: true });
    this.write('job_identity.json', { ...this.identity, attempt });
    faultPoint('job-known');
  }

  /** Lost in a crash without harm, so it is not flushed; a full disk does not stop the job for it. */
  progress(state: object): void {
    try {
      this.write('job_progress.json', state, false);
    } catch {
      // The outputs matter, and they report the full disk themselves.
    }
  }

  /** Without it a job cannot succeed, so an error here ends the job. */
  announce({ task, paramsHash, items, files }: ExpectedOutputs): void {
    const folders = { items: groupByFolder(items), files: groupByFolder(files) };
    this.write('job_outputs.json', { attempt: this.attempt, task, params_hash: paramsHash, ...folders });
    faultPoint('outputs-announced');
  }

  fault(type: string, message: string): void {
    this.error ??= { type, message };
  }

  exit(returncode: number): void {
    const { attempt, identity } = this;
    const error = returncode === 0 ? null : this.error;
    this.write('job_exit.json', { attempt, error, finished_utc: isoUtc(), identity, returncode });
  }

  private write(name: string, value: object, durable = true): void {
    writeFileAtomic(join(this.folder, name), formatJson(value), { durable });
  }
}
