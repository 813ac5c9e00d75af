import { InputError, messageOf, type Problem } from '../../base/errors.ts';
import type { MrcHeader } from '../../formats/mrc/header.ts';
import { openMrc } from '../../formats/mrc/read.ts';

/** What an output takes over from the header of its input; kept for thousands of files. */
export type ImageShape = Pick<MrcHeader, 'columns' | 'rows' | 'sections' | 'pixelSizeA' | 'originA' | 'labels'>;

/** Shape of an MRC file that holds images, or null after its fault was added to the problems. */
export function readShape(path: string, problems: Problem[]): ImageShape | null {
  try {
    const reader = openMrc(path);
    reader.close();
    const { columns, rows, sections, pixelSizeA, originA, labels } = reader.header;
    return { columns, rows, sections, pixelSizeA, originA, labels };
  } catch (error) {
    problems.push(...(error instanceof InputError ? error.problems : [{ where: path, message: messageOf(error) }]));
    return null;
  }
}
