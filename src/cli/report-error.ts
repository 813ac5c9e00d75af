import { InputError, errorCode, formatProblem, messageOf } from '../base/errors.ts';

/** Tells the user what went wrong, one line a problem, without a stack trace; returns the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof InputError) {
    for (const problem of error.problems) console.error(`error: ${formatProblem(problem)}`);
    return 2;
  }
  // Thrown by commander's exitOverride (not loaded here), which has said what is wrong.
  if (errorCode(error)?.startsWith('commander.')) return 2;
  // Of the paths that a user gives nothing else needs to be asked whether they fit the file system.
  if (errorCode(error) === 'ENAMETOOLONG' && error instanceof Error && 'path' in error) {
    return reportError(
      new InputError({ where: String(error.path), message: 'the name is too long for this file system' }),
    );
  }
  console.error(`error: ${messageOf(error)}`);
  if (process.env.BEZIERFIT_DEBUG && error instanceof Error) console.error(error.stack);
  return 1;
}
