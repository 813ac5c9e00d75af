import { isAlive } from '../base/process-identity.ts';
import { environmentOf, STATE_MARK } from './process-group.ts';
import { readIdentity, type IdentityRecord } from './records.ts';

export interface RootUser {
  record: IdentityRecord;
  /** The state file of the batch whose job it is; undefined when its environment does not tell. */
  statePath: string | undefined;
}

/** The living process that works in an output root as a job, by the job's own record; null when there is none. */
export function userOf(outputRoot: string): RootUser | null {
  const record = readIdentity(outputRoot);
  if (!record || !isAlive(record)) return null;
  return { record, statePath: environmentOf(record.pid)?.get(STATE_MARK) };
}

/** Why a job cannot have its output root, in a sentence. */
export function inUse(outputRoot: string, { record, statePath }: RootUser): string {
  const whose = statePath === undefined ? '' : ` of the batch ${statePath}`;
  return `output_root ${outputRoot} is in use by process ${record.pid}${whose}; wait for its end or choose another folder`;
}
