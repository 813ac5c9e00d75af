/** One thing that is wrong in what the user gave: where, what was expected, what to do. */
export interface Problem {
  /** A file, or a place in one: `spec.json: jobs[2].args.points_step`. */
  where: string;
  message: string;
}

/** The user can fix it. Shown without a stack trace; exit code 2. */
export class InputError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const list: readonly Problem[] = 'where' in problems ? [problems] : problems;
    super(list.map(formatProblem).join('\n'), options);
    this.name = 'InputError';
    this.problems = list;
  }
}

/** Something failed while a job ran (an item, a worker, the disk). `type` goes into sidecars and logs. */
export class JobError extends Error {
  readonly type: string;
  constructor(type: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JobError';
    this.type = type;
  }
}

/** As it is printed: the place, then what is wrong there. */
export function formatProblem({ where, message }: Problem): string {
  return `${visible(where) || '""'}: ${visible(message)}`;
}

/** More than any name or list of names that helps. */
const LONGEST_SHOWN = 10_000;

/** One line: a name out of a user's file may hold what moves a terminal's cursor, and be as long as the file. */
function visible(text: string): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
  return shown.replace(/[\x00-\x1f\x7f-\x9f]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Throws an InputError about one place. */
export function refuse(where: string, message: string): never {
  throw new InputError({ where, message });
}

/** Disk quota exceeded, on Linux: Node has no name for it. */
const EDQUOT = 122;

/** The errno name (`ENOENT`) of a file-system error, or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (isOverQuota(error)) return 'EDQUOT';
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The message of whatever was thrown; a quota that is used up, which Node does not know, is put into words. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isOverQuota(error)
    ? error.message.replace(/^.*?error( -122)?/i, 'EDQUOT: disk quota exceeded')
    : error.message;
}

function isOverQuota(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && error.errno === -EDQUOT;
}

/** The code of an error about a pipe, a terminal or another device where a file is expected. */
export const NOT_REGULAR = 'NOT_REGULAR';

/** Why a file cannot be read, in words that follow its path. */
export function cannotRead(error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return 'file does not exist';
  if (code === 'EISDIR') return 'is a folder, expected a file';
  if (code === NOT_REGULAR) return 'is not a regular file';
  return `cannot be read: ${whyNotReached(code) ?? messageOf(error)}`;
}

/** What is wrong with a path, whatever is done there. */
function whyNotReached(code: string | undefined): string | undefined {
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOTDIR') return 'a file is in the way, expected a folder';
  if (code === 'ENAMETOOLONG') return 'the name is too long';
  if (code === 'ELOOP') return 'symbolic links lead in a circle';
  return undefined;
}

/** Why a file or folder cannot be made or written, in words that follow its path. */
export function cannotWrite(error: unknown): string {
  return `cannot be written: ${whyNotWritten(error)}`;
}

/** For what cannot be done without this file or folder. @throws InputError that names it and says why it cannot be written */
export function orRefuse<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw new InputError({ where: path, message: cannotWrite(cause) }, { cause });
  }
}

function whyNotWritten(error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return 'its folder does not exist';
  if (code === 'EEXIST') return 'a file is in the way, expected a folder';
  if (code === 'EISDIR') return 'it is a folder, expected a file';
  if (code === NOT_REGULAR) return 'it is not a regular file';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'ENOSPC') return 'no space left on the disk';
  return whyNotReached(code) ?? messageOf(error);
}
