import { refuse } from '../base/errors.ts';
import { openMrc } from '../formats/mrc/read.ts';

/** Throws when a file is not a sound MRC file of this shape. */
export function imageCheck(path: string, shape: { columns: number; rows: number; sections: number }): void {
  const reader = openMrc(path);
  reader.close();
  const { columns, rows, sections } = reader.header;
  if (columns !== shape.columns || rows !== shape.rows || sections !== shape.sections) {
    const expected = `${shape.sections} x ${shape.rows} x ${shape.columns}`;
    refuse(path, `has ${sections} x ${rows} x ${columns} pixels, expected ${expected}`);
  }
}
