import { refuse } from '../../base/errors.ts';
import type { Picture } from '../../formats/png.ts';
import type { MrcReader } from '../../formats/mrc/read.ts';
import { contactSheet, sheetColumns, type GreyPicture } from '../../image/contact-sheet.ts';
import { toGrey } from '../../image/contrast.ts';
import { shrink } from '../../image/shrink.ts';

/** Pictures are made no larger than this, by averaging. */
const LARGEST_SIDE_PX = 2048;
const MOST_SECTIONS = 100;
const GAP_PX = 4;

export interface Drawing {
  picture: Picture;
  /** What it shows, for a person. */
  caption: string;
}

/** One section (counted from 0), or all of a small stack, or an even choice of a large one; row 0 is at the top. */
export function drawSections(reader: MrcReader, section: number | undefined): Drawing {
  const { columns, rows, sections } = reader.header;
  if (section !== undefined || sections === 1) {
    if ((section ?? 0) >= sections) {
      refuse('--section', `is ${section}, but ${reader.path} has ${sections} sections, counted from 0`);
    }
    const picture = drawOne(reader, section ?? 0, shrinkFactor(columns, rows));
    return { picture: { ...picture, channels: 1 }, caption: `section ${section ?? 0}` };
  }
  const shown = chooseSections(sections);
  const across = sheetColumns(shown.length, columns, rows);
  const down = Math.ceil(shown.length / across);
  const factor = shrinkFactor(across * columns, down * rows);
  const sheet = contactSheet(
    shown.map((index) => drawOne(reader, index, factor)),
    across,
    GAP_PX,
  );
  const choice = shown.length < sections ? `${shown.length} of ${sections} sections, evenly chosen` : 'all sections';
  return { picture: { ...sheet, channels: 1 }, caption: `${choice}, ${across} a row` };
}

function chooseSections(sections: number): number[] {
  const count = Math.min(sections, MOST_SECTIONS);
  return Array.from({ length: count }, (_, i) => Math.floor((i * sections) / count));
}

function shrinkFactor(width: number, height: number): number {
  return Math.max(1, Math.ceil(Math.max(width, height) / LARGEST_SIDE_PX));
}

function drawOne(reader: MrcReader, section: number, factor: number): GreyPicture {
  const { columns, rows } = reader.header;
  const image = shrink({ columns, rows, data: reader.readSection(section) }, factor);
  return { width: image.columns, height: image.rows, pixels: toGrey(image.data) };
}
