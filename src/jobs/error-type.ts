import { JobError, errorCode, messageOf } from '../base/errors.ts';
import type { ErrorReply } from './pool.ts';

/** The word for an error in sidecars and logs: our own type, else the system's (`ENOSPC`), else the class. */
export function typeOfError(error: unknown): string {
  if (error instanceof JobError) return error.type;
  return errorCode(error) ?? (error instanceof Error ? error.name : 'Error');
}

/** An error as it goes from a thread to the main thread. */
export function describeError(error: unknown): ErrorReply {
  return {
    type: typeOfError(error),
    message: messageOf(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
  };
}
