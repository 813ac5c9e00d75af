import { JobError, errorCode } from '../base/errors.ts';

/** The word for an error in sidecars and logs: our own type, else the system's (`ENOSPC`), else the class. */
export function typeOfError(error: unknown): string {
  if (error instanceof JobError) return error.type;
  return errorCode(error) ?? (error instanceof Error ? error.name : 'Error');
}
