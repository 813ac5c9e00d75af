import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { InputError, NOT_REGULAR, cannotRead, refuse } from './errors.ts';

/** All bytes of a file. It must be a regular one: a pipe without a writer or a device would never end. */
export function readWholeFile(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    // What a shell pipes in (`| bezierfit validate /dev/stdin`, `<(...)`) has a writer; it is waited for.
    if (stat.isFIFO() && /^\/(?:dev|proc)\//.test(path)) return readFileSync(path);
    if (isSpecial(stat)) throw Object.assign(new Error(`${path} is not a regular file`), { code: NOT_REGULAR });
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Neither a file nor a folder. */
export function isSpecial(stat: Stats): boolean {
  return !stat.isFile() && !stat.isDirectory();
}

/** A whole text file, without a byte-order mark. @throws InputError when it cannot be read, or is not UTF-8 */
export function readTextFile(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readWholeFile(path);
  } catch (error) {
    throw new InputError({ where: path, message: cannotRead(error) }, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(path, 'is not text (UTF-8)');
  }
}
