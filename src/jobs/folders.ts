import { accessSync, constants } from 'node:fs';
import { makeFolder } from '../base/atomic-file.ts';
import { InputError, cannotWrite } from '../base/errors.ts';

/** Makes a folder for outputs; one that cannot be made or written to is the user's to mend, before anything is computed. */
export function requireFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new InputError({ where: folder, message: `outputs ${cannotWrite(error)}` }, { cause: error });
  }
}
