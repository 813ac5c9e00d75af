import { existsSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { compareWithRecord, fingerprint, sameFile } from '../formats/mxt/fingerprint.ts';
import { asFingerprint, readMxt } from '../formats/mxt/read.ts';
import type { MxtDependency, MxtRecord } from '../formats/mxt/types.ts';
import { mxtPathOf } from '../formats/mxt/write.ts';

/** Why a micrograph cannot be made. (contract 8) */
export type BlockedReason =
  | 'MISSING_PARTICLE_STACK'
  | 'MISSING_PARTICLE_MXT'
  | 'PARTICLE_MXT_STATUS_NOT_SUCCESS'
  | 'MISSING_MICROGRAPH'
  | 'INVALID_PARTICLE_MXT'
  | 'PARTICLE_MXT_WRONG_TASK'
  | 'PARTICLE_STACK_CHANGED';

/** A subtracted stack: what it rests on, or why it must not be used. */
export type StackState =
  | { blocked: BlockedReason }
  | { blocked: null; dependency: MxtDependency; unproved: boolean; staleInput: string | null };

/**
 * Asks the sidecar of a subtracted stack whether PMS finished it and whether it is still that file.
 * @param requireMxt false: a stack without a sidecar is used as it is
 */
export function checkSubtractedStack(path: string, requireMxt: boolean): StackState {
  if (!existsSync(path)) return { blocked: 'MISSING_PARTICLE_STACK' };
  const mxtPath = mxtPathOf(path);
  let record: MxtRecord | null;
  try {
    record = readMxt(mxtPath);
  } catch (error) {
    if (error instanceof InputError) return { blocked: 'INVALID_PARTICLE_MXT' };
    throw error;
  }
  if (record === null) {
    if (requireMxt) return { blocked: 'MISSING_PARTICLE_MXT' };
    const dependency = { particle_pms_params_hash: null, particle_stack_mxt_path: null };
    return { blocked: null, dependency, unproved: false, staleInput: null };
  }
  if (record.task !== 'bezierfit_particle_pms') return { blocked: 'PARTICLE_MXT_WRONG_TASK' };
  if (record.status !== 'success' || !record.output.file) return { blocked: 'PARTICLE_MXT_STATUS_NOT_SUCCESS' };
  const sameness = compareWithRecord(record.output.file, path);
  if (sameness === 'changed') return { blocked: 'PARTICLE_STACK_CHANGED' };
  const dependency = { particle_pms_params_hash: record.params_hash, particle_stack_mxt_path: mxtPath };
  const unproved = sameness === 'same size, no checksum';
  return { blocked: null, dependency, unproved, staleInput: staleInputOf(record) };
}

/** The raw stack, when it is no longer the file that PMS read; one that has moved is not looked for. */
function staleInputOf({ inputs }: MxtRecord): string | null {
  const recorded = asFingerprint(inputs.raw_stack);
  if (!recorded || !existsSync(recorded.path)) return null;
  return sameFile(recorded, fingerprint(recorded.path)) ? null : recorded.path;
}
