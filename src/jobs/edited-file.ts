import { existsSync, statSync } from 'node:fs';
import { messageOf } from '../base/errors.ts';
import { compareWithRecord } from '../formats/mxt/fingerprint.ts';
import { lockHolder, lockPathOf } from '../formats/mxt/lock.ts';
import { readMxt } from '../formats/mxt/read.ts';
import { mxtPathOf } from '../formats/mxt/write.ts';

/** An owner touches its lock every 15 s at least. */
const LOCK_SILENCE_MS = 20_000;

/** An analysis was killed after it had written the file and before its sidecar; nobody has edited the file since. */
function wasInterrupted(output: string): boolean {
  const lock = lockPathOf(mxtPathOf(output));
  if (!existsSync(lock) || lockHolder(mxtPathOf(output)) !== null) return false;
  return statSync(output).mtimeMs < statSync(lock).mtimeMs + LOCK_SILENCE_MS;
}

/** Why an existing file must not be replaced without `force`; null when it is as an analysis wrote it, or not there. */
export function editedFile(output: string): string | null {
  if (!existsSync(output) || wasInterrupted(output)) return null;
  try {
    const record = readMxt(mxtPathOf(output));
    if (record?.output.file && compareWithRecord(record.output.file, output) !== 'changed') return null;
    return record?.output.file ? 'it was edited after the analysis wrote it' : 'it was not written by an analysis';
  } catch (error) {
    return `its sidecar cannot be read (${messageOf(error)})`;
  }
}
