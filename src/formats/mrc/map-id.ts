import { closeSync, fsyncSync, openSync } from 'node:fs';
import { InputError, cannotWrite, refuse } from '../../base/errors.ts';
import { writeFully } from '../../base/atomic-file.ts';
import { compressionOf } from '../compressed.ts';
import { withInputFile } from '../input-file.ts';
import { readHeader } from './header.ts';
import { LAYOUT, MAP_ID } from './layout.ts';

/**
 * Sets the four bytes of the map id of an MRC file in place when they are not "MAP "; nothing else of it changes.
 * Gives the old bytes, or null when they were right. What is not an MRC file is an InputError and is not touched.
 */
export function repairMapId(path: string): Uint8Array | null {
  return withInputFile(path, (file) => {
    const compression = compressionOf(file);
    if (compression) refuse(path, `is compressed (${compression}); decompress it first`);
    const { mapId } = readHeader(file).header;
    if (MAP_ID.equals(mapId)) return null;
    writeInPlace(path);
    return mapId;
  });
}

function writeInPlace(path: string): void {
  let fd: number;
  try {
    fd = openSync(path, 'r+');
  } catch (error) {
    throw new InputError({ where: path, message: cannotWrite(error) }, { cause: error });
  }
  try {
    writeFully(fd, MAP_ID, LAYOUT.mapId.offset);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
