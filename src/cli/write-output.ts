import { resolve } from 'node:path';
import { makeFolder, writeFileAtomic } from '../base/atomic-file.ts';
import { InputError, cannotWrite } from '../base/errors.ts';

/** Writes a file that the user named. @throws InputError when it cannot be written there */
export function writeOutput(path: string, data: string | Uint8Array): void {
  orRefuse(path, () => writeFileAtomic(resolve(path), data, { durable: false }));
}

/** Makes a folder that the user named. @throws InputError when it cannot be made */
export function makeOutputFolder(path: string): void {
  orRefuse(path, () => makeFolder(path, { durable: false }));
}

function orRefuse(where: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new InputError({ where, message: cannotWrite(cause) }, { cause });
  }
}
