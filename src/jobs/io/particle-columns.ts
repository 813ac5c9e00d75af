import type { CsTable } from '../../formats/cs/table.ts';
import { FINITE, PIXEL_SIZE_IF_ANY, POSITIVE, RADIANS, WHOLE, numberColumn } from './cs-columns.ts';

/** What PMS needs of each row of a particles .cs file; arrays have one entry a row. (algorithms 1) */
export interface ParticleColumns {
  /** 0-based image in its stack. */
  section: Uint32Array;
  psiRad: Float32Array;
  /** Pixels of the particle; already scaled where the alignment had another pixel size. */
  shiftXPx: Float32Array;
  shiftYPx: Float32Array;
  classId: Uint32Array;
  pixelSizeA: Float32Array;
}

/** Pixel sizes are float32: differences below this are rounding. */
const PIXEL_SIZE_ROUNDING = 1e-6;

/** The columns of a particles table. @throws InputError that names the row of a value that cannot be used */
export function particleColumns(file: string, table: CsTable): { columns: ParticleColumns; scaledShifts: number } {
  const column = (name: string, rule = FINITE, width = 1) => numberColumn(file, table, name, width, rule);
  const pixelSizeA = column('blob/psize_A', POSITIVE);
  const alignedPixelSizeA = table.columns.has('alignments2D/psize_A')
    ? column('alignments2D/psize_A', PIXEL_SIZE_IF_ANY)
    : pixelSizeA;
  const columns: ParticleColumns = {
    section: new Uint32Array(column('blob/idx', WHOLE)),
    psiRad: new Float32Array(column('alignments2D/pose', RADIANS)),
    classId: new Uint32Array(column('alignments2D/class', WHOLE)),
    pixelSizeA: new Float32Array(pixelSizeA),
    ...splitPairs(column('alignments2D/shift', FINITE, 2)),
  };
  const scaledShifts = scaleShifts(columns, pixelSizeA, alignedPixelSizeA);
  return { columns, scaledShifts };
}

function splitPairs(pairs: Float64Array): { shiftXPx: Float32Array; shiftYPx: Float32Array } {
  const shiftXPx = new Float32Array(pairs.length / 2);
  const shiftYPx = new Float32Array(pairs.length / 2);
  for (let row = 0; row < shiftXPx.length; row++) {
    shiftXPx[row] = pairs[2 * row] ?? 0;
    shiftYPx[row] = pairs[2 * row + 1] ?? 0;
  }
  return { shiftXPx, shiftYPx };
}

/** Shifts are stored in pixels of the alignment (algorithms 1, last sentence); returns the number of rows changed. */
function scaleShifts(
  { shiftXPx, shiftYPx }: ParticleColumns,
  pixelSizeA: Float64Array,
  alignedA: Float64Array,
): number {
  let scaled = 0;
  for (let row = 0; row < shiftXPx.length; row++) {
    const factor = (alignedA[row] ?? 0) / (pixelSizeA[row] ?? 1);
    if (!(factor > 0) || Math.abs(factor - 1) <= PIXEL_SIZE_ROUNDING) continue;
    shiftXPx[row] = (shiftXPx[row] ?? 0) * factor;
    shiftYPx[row] = (shiftYPx[row] ?? 0) * factor;
    scaled++;
  }
  return scaled;
}
