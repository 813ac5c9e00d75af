import { InputError } from '../../../src/base/errors.ts';
import type { Verdict } from '../target.ts';

/** Runs a reader; an InputError that names the file is an answer, any other error is passed on. */
export function verdictOf(path: string, read: () => Verdict, isHeadFault: (message: string) => boolean): Verdict {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const { where, message } of error.problems) {
      if (!`${where}: ${message}`.includes(path)) throw new Error(`does not name the file: ${where}: ${message}`);
      if (message.trim() === '') throw new Error('an empty message');
    }
    return isHeadFault(error.message) ? 'head' : 'refused';
  }
}
