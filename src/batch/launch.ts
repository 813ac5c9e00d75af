import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { makeFolder } from '../base/atomic-file.ts';
import { identityOf, ownIdentity, type ProcessIdentity } from '../base/process-identity.ts';
import { faultPoint } from '../base/fault-point.ts';
import type { PlannedJob } from '../spec/types.ts';
import { outputRootProblems } from './validate/output-roots.ts';
import { inUse, userOf } from './in-use.ts';
import { ATTEMPT_MARK, JOB_MARK, STATE_MARK } from './process-group.ts';
import { clearRecords, stderrPath, stdoutPath, writeIdentity, writeResolvedSpec } from './records.ts';

export interface Launch {
  job: PlannedJob;
  gpus: readonly number[];
  attempt: number;
  statePath: string;
}

export interface Launched {
  child: ChildProcess;
  /** null: the system could not start the program; the child's `error` event says why. */
  identity: ProcessIdentity | null;
}

/**
 * Starts a job as the leader of its own process group and session, in its output root, its output appended to the
 * two logs there. What it is started with is written before, who it is right after. Throws when the folder fails.
 */
export function launch({ job, gpus, attempt, statePath }: Launch): Launched {
  makeOutputRoot(job);
  const user = userOf(job.output_root); // ours have ended, to the last process
  if (user) throw new Error(inUse(job.output_root, user));
  clearRecords(job.output_root);
  writeResolvedSpec(job, gpus);
  faultPoint('spec-resolved');
  const [program = '', ...args] = job.argv;
  const logs: number[] = [];
  try {
    for (const path of [stdoutPath(job), stderrPath(job)]) logs.push(openSync(path, 'a'));
    const child = spawn(program, args, {
      cwd: job.output_root,
      detached: true,
      stdio: ['ignore', ...logs],
      env: {
        ...process.env,
        CUDA_VISIBLE_DEVICES: gpus.join(','),
        CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
        [ATTEMPT_MARK]: String(attempt),
        [JOB_MARK]: job.job_id,
        [STATE_MARK]: statePath,
      },
    });
    faultPoint('spawned');
    return { child, identity: child.pid === undefined ? null : record(job.output_root, child.pid, attempt) };
  } finally {
    for (const fd of logs) closeSync(fd);
  }
}

function makeOutputRoot(job: PlannedJob): void {
  try {
    makeFolder(job.output_root, { durable: false });
  } catch (error) {
    // The system's word for a read-only disk is a missing folder here.
    const [problem] = outputRootProblems([job], '');
    throw problem ? new Error(problem.message, { cause: error }) : error;
  }
}

/** Writes down who the new child is. One that died at once is still a zombie, which its pid names well enough. */
function record(outputRoot: string, pid: number, attempt: number): ProcessIdentity {
  const identity = identityOf(pid) ?? { ...ownIdentity(), pid, process_start: null };
  try {
    writeIdentity(outputRoot, identity, attempt);
    faultPoint('identity-written');
  } catch {
    // It runs; on a full disk its own record or its environment must tell.
  }
  return identity;
}
