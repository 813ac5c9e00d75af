import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { InputError, orRefuse, refuse } from '../base/errors.ts';
import { isSpecial } from '../base/text-file.ts';

/** What may be replaced by an output. */
interface Kind {
  /** `a batch spec`. */
  what: string;
  /** May throw an InputError. */
  isOne: (path: string) => boolean;
}

/**
 * Writes a file that the user named. What is there already is replaced only by its like: a slip of the pen must not cost
 * anybody's data.
 * @throws InputError when it cannot be written there
 */
export function writeOutput(path: string, data: string | Uint8Array, kind: Kind): void {
  const old = orRefuse(path, () => statSync(path, { throwIfNoEntry: false }));
  if (old && !old.isDirectory() && (isSpecial(old) || old.size > 0) && !isKind(path, kind)) {
    refuse(path, `exists and is not ${kind.what}; give the output another name, or remove the file`);
  }
  orRefuse(path, () => writeFileAtomic(resolve(path), data, { durable: false }));
}

/** Makes a folder that the user named. @throws InputError when it cannot be made */
export function makeOutputFolder(path: string): void {
  orRefuse(path, () => makeFolder(path, { durable: false }));
}

function isKind(path: string, { isOne }: Kind): boolean {
  try {
    return isOne(path);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
