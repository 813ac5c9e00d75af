import type { JobContext } from './context.ts';
import type { EventLog } from './event-log.ts';
import type { Blocked } from './mms-plan.ts';

/** Entries that are listed; the rest is counted. (contract 8) */
const LISTED = 12;

/** The entry of a blocked micrograph in the event log. */
export function sayBlocked({ micrograph, outputPath, path, reason }: Blocked, events: EventLog): void {
  const fields = { micrograph, out_micrograph: outputPath, missing_stack: path, reason };
  events.write('BLOCKED_DEPENDENCY', fields);
}

/** The lines of contract 8: up to 12 entries, each file once, and the count, which is returned. */
export function sayBlockedList(blocked: readonly Blocked[], log: JobContext['log']): number {
  const entries = [...new Map(blocked.map((entry) => [`${entry.path} ${entry.reason}`, entry])).values()];
  for (const { path, reason } of entries.slice(0, LISTED)) {
    const what = reason === 'MISSING_MICROGRAPH' ? 'missing_micrograph' : 'missing_stack';
    log.line(`>>> BLOCKED_DEPENDENCY ${what}=${path}`);
    log.line(`REASON: ${reason}`);
  }
  const rest = entries.length - LISTED;
  const noun = entries.length === 1 ? 'dependency' : 'dependencies';
  log.line(`>>> ${entries.length} blocked ${noun}${rest > 0 ? `, ${rest} of them not listed` : ''}`);
  return entries.length;
}
