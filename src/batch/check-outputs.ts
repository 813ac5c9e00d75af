import { statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { cannotRead, messageOf } from '../base/errors.ts';
import { fileChecksum, type Fingerprint } from '../formats/mxt/fingerprint.ts';
import { readMxt } from '../formats/mxt/read.ts';
import { mxtPathOf } from '../formats/mxt/write.ts';
import type { ExpectedOutputs } from '../jobs/io/expected-outputs.ts';

export interface MissingOutput {
  path: string;
  /** Why it does not count, in words that follow its path. */
  why: string;
}

export interface OutputCheck {
  expected: number;
  missing: MissingOutput[];
}

export interface CheckOptions {
  /** Also compares checksums: reads every byte. */
  deep?: boolean;
  /** Opens an output; throws when it cannot be read. */
  open?: (path: string) => void;
}

/** What a job said that it would make, or what is known of it: then its parameters may be any (null). */
export type KnownOutputs = Omit<ExpectedOutputs, 'paramsHash'> & { paramsHash: string | null };

/** So many outputs are looked at before others get their turn. */
const AT_ONCE = 50;

/** Looks for every output that a job should have made: there, of the size that its sidecar says, of this job and its parameters. */
export async function checkOutputs(expected: KnownOutputs, options: CheckOptions = {}): Promise<OutputCheck> {
  const { items, files } = expected;
  const missing: MissingOutput[] = [];
  let looked = 0;
  const note = async (path: string, why: string | null): Promise<void> => {
    if (why !== null) missing.push({ path, why });
    if (++looked % AT_ONCE === 0) await nextTurn();
  };
  for (const path of items) await note(path, faultOfItem(path, expected, options));
  for (const path of files) await note(path, faultOfFile(path));
  return { expected: items.length + files.length, missing };
}

function faultOfItem(path: string, { task, paramsHash }: KnownOutputs, { deep, open }: CheckOptions): string | null {
  try {
    const record = readMxt(mxtPathOf(path));
    if (record === null) return 'has no sidecar';
    if (record.status !== 'success') return 'its sidecar says that it failed';
    if (record.task !== task) return `its sidecar is of ${record.task}`;
    if (paramsHash !== null && record.params_hash !== paramsHash) return 'its sidecar is of other parameters';
    const why = record.output.file && faultOfBytes(path, record.output.file, deep ?? false);
    if (why === null) open?.(path);
    return why;
  } catch (error) {
    return `cannot be judged: ${messageOf(error)}`;
  }
}

function faultOfBytes(path: string, recorded: Fingerprint, deep: boolean): string | null {
  const size = sizeOf(path);
  if (typeof size === 'string') return size;
  if (size !== recorded.size_bytes) return `has ${size} bytes, its sidecar says ${recorded.size_bytes}`;
  if (!deep || recorded.crc32 === undefined) return null;
  return fileChecksum(path) === recorded.crc32 ? null : 'is not the file that its sidecar describes: other checksum';
}

function faultOfFile(path: string): string | null {
  const size = sizeOf(path);
  if (typeof size === 'string') return size;
  return size > 0 ? null : 'is empty';
}

function sizeOf(path: string): number | string {
  try {
    return statSync(path).size;
  } catch (error) {
    return cannotRead(error);
  }
}
