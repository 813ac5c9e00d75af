import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether this machine can confine processes to a core (`taskset`, on practically every Linux). */
export const canConfine = (): boolean => spawnSync('taskset', ['--version']).status === 0;

/** What `run` starts has one core only, the first of those that this process has. */
export function onOneCore<T>(run: () => T): T {
  const cores = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  confine(String(Number.parseInt(cores, 10)));
  try {
    return run();
  } finally {
    confine(cores);
  }
}

/** The main thread of this process; what it starts inherits that. */
function confine(cores: string): void {
  const { status, stderr } = spawnSync('taskset', ['-pc', cores, String(process.pid)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`taskset: ${stderr}`);
}
