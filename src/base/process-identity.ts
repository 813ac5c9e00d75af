import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who a process is, for ever: a pid alone is used again by the system. */
export interface ProcessIdentity {
  pid: number;
  /** Field 22 of /proc/PID/stat (clock ticks since boot), as text; null where there is no /proc. */
  process_start: string | null;
  boot_id: string | null;
  host: string;
  /** `pid:[...]`: a container may have pids of its own, under the host's name; left out where the system does not tell. */
  pid_namespace?: string | undefined;
}

/** Start time of a live process (a zombie counts as dead), or null when there is none. */
export function processStart(pid: number): string | null {
  const fields = statFields(pid);
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

/** True while SIGSTOP, or Ctrl+Z, holds the process. */
export function isHeld(pid: number): boolean {
  return statFields(pid)[0] === 'T';
}

/** /proc/PID/stat from its field 3, the state, on; nothing when there is no such process. */
export function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

let knownBootId: string | null = null;

/** Does not change while we live, so it is read once. */
export function bootId(): string | null {
  return (knownBootId ??= readBootId());
}

function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}

let own: Readonly<ProcessIdentity> | undefined;

/** Read once: thousands of locks carry it, and a host may be renamed while we live. */
export function ownIdentity(): Readonly<ProcessIdentity> {
  return (own ??= {
    pid: process.pid,
    process_start: processStart(process.pid),
    boot_id: bootId(),
    host: hostname(),
    pid_namespace: ownNamespace(),
  });
}

function ownNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

/** Identity of a living process of this host, or null when it is gone. */
export function identityOf(pid: number): ProcessIdentity | null {
  const start = processStart(pid);
  return start === null ? null : { ...ownIdentity(), pid, process_start: start };
}

/** True when its pid means nothing here: it is of another host, or of a container with pids of its own. */
export function isForeign({ host, boot_id, pid_namespace }: Omit<ProcessIdentity, 'pid' | 'process_start'>): boolean {
  const own = ownIdentity();
  const sameBoot = boot_id !== null && boot_id === own.boot_id; // of this machine, whatever its name was then
  return sameBoot && pid_namespace !== undefined ? pid_namespace !== own.pid_namespace : host !== own.host;
}

/** True only when exactly this process still lives on this host since this boot. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (isForeign(identity) || identity.boot_id !== bootId()) return false;
  const start = processStart(identity.pid);
  return start !== null && start === identity.process_start;
}
