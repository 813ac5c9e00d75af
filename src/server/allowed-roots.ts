import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { HttpError } from './http-error.ts';

/** The folders that may be looked at: home, run root, and those named at the start. (security 8) */
export class AllowedRoots {
  /** Without symbolic links. */
  readonly folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.folders = [...new Set(folders.map((folder) => realpathSync(folder)))];
  }

  /** The real path of an existing file or folder inside the roots. @throws HttpError 400, 403, 404 */
  existing(path: string): string {
    const real = this.resolve(path);
    if (!existsSync(real)) throw new HttpError(404, `${path} does not exist`);
    return real;
  }

  /** As existing, for a plain file: a pipe or a device could hold the server up. @throws HttpError 400, 403, 404 */
  file(path: string): string {
    const real = this.existing(path);
    if (!statSync(real).isFile()) throw new HttpError(400, `${path} is not a plain file`);
    return real;
  }

  /** The real path; what does not exist yet is judged by the nearest folder that does. @throws HttpError 400, 403 */
  resolve(path: string): string {
    if (!isAbsolute(path) || path.includes('\0')) throw new HttpError(400, `Expected an absolute path, got ${path}`);
    const real = realPath(normalize(path));
    if (this.contains(real)) return real;
    const message = `${path} is outside the folders that this server may show (${this.folders.join(', ')}). Start it with --root FOLDER to add one`;
    throw new HttpError(403, message);
  }

  contains(real: string): boolean {
    return this.folders.some((root) => real === root || real.startsWith(root === sep ? sep : root + sep));
  }
}

/** Links are followed as far as the path exists; one that leads nowhere is refused, for writing would follow it. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new HttpError(403, `${path} is a link to something that does not exist`);
    }
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}
