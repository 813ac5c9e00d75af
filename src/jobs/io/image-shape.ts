import { InputError, messageOf, type Problem } from '../../base/errors.ts';
import { openStamped } from '../../formats/compressed.ts';
import { readHeader, type MrcHeader } from '../../formats/mrc/header.ts';
import { MrcReader } from '../../formats/mrc/read.ts';
import type { Fingerprint } from '../../formats/mxt/fingerprint.ts';

/** What an output takes over from the header of its input, and the file as it was then; kept for thousands of files. */
export interface ImageShape extends Pick<
  MrcHeader,
  'columns' | 'rows' | 'sections' | 'pixelSizeA' | 'originA' | 'labels'
> {
  file: Fingerprint;
  /** What is odd about the file. */
  warnings: readonly string[];
}

/** Shape of an MRC file that holds images, or null after its fault was added to the problems. */
export function readShape(path: string, problems: Problem[]): ImageShape | null {
  try {
    const { source, stamp } = openStamped(path);
    try {
      const { header, warnings } = new MrcReader(source, readHeader(source));
      const { columns, rows, sections, pixelSizeA, originA, labels } = header;
      const file = { path, size_bytes: stamp.sizeBytes, mtime_ns: stamp.mtimeNs };
      return { columns, rows, sections, pixelSizeA, originA, labels, file, warnings };
    } finally {
      source.close();
    }
  } catch (error) {
    problems.push(...(error instanceof InputError ? error.problems : [{ where: path, message: messageOf(error) }]));
    return null;
  }
}
