import { HTTPException } from 'hono/http-exception';
import type { Context } from 'hono';
import { InputError, errorCode, messageOf } from '../base/errors.ts';
import type { ApiError, ApiProblem } from './api.ts';

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 422 | 429 | 500;

/** An answer that is no success; `message` is shown to the user as it is. */
export class HttpError extends Error {
  readonly status: Status;
  readonly body: ApiError;
  constructor(status: Status, message: string, more: Omit<ApiError, 'message'> = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.body = { message, ...more };
  }
}

/** Turns whatever a route threw into an answer: the user's mistakes with their problems, never a stack trace. */
export function answerError(error: Error, c: Context): Response {
  if (error instanceof HttpError) return c.json(error.body, error.status);
  if (error instanceof HTTPException) return c.json({ message: error.message }, error.status);
  if (error instanceof InputError) return c.json({ message: error.message, problems: problemsOf(error) }, 422);
  if (errorCode(error) === 'ENOENT') return c.json({ message: 'That file does not exist any more' }, 404);
  if (errorCode(error) === 'EACCES') return c.json({ message: `Permission denied: ${messageOf(error)}` }, 403);
  const isBadPath = ['ENAMETOOLONG', 'ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '');
  return c.json({ message: messageOf(error) }, isBadPath ? 400 : 500);
}

/** With job and field of problems whose place is `...: jobs[2] (pms).args.particle`. */
export function problemsOf({ problems }: Pick<InputError, 'problems'>): ApiProblem[] {
  return problems.map(({ where, message }) => {
    const [, jobId, field] = /jobs\[\d+\] \(([^)]*)\)(?:\.([\w.]+))?$/.exec(where) ?? [];
    const [, checkedJob] = /^job ([\w.-]+): /.exec(where) ?? [];
    return { where, message, jobId: jobId ?? checkedJob, field };
  });
}
