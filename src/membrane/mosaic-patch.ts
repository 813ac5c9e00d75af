import { JobError } from '../base/errors.ts';

export interface PatchPlace {
  /** For error messages: `12@stack.mrc`. */
  name: string;
  /** Side of the particle, pixels. */
  box: number;
  /** Coordinates of the box centre (pixel box div 2) in the micrograph; truncated to integers. */
  xPx: number;
  yPx: number;
}

export interface MicrographSize {
  columns: number;
  rows: number;
}

/** The part of a micrograph that a box covers, and where that part begins inside the box. */
export interface Patch extends PatchPlace {
  left: number;
  top: number;
  width: number;
  height: number;
  boxX: number;
  boxY: number;
}

const WEIGHT_VARIANCE = 0.36;

/** Throws a JobError 'BoxOutsideMicrograph' that names the item when the box does not touch the micrograph. */
export function clampToMicrograph(place: PatchPlace, { columns, rows }: MicrographSize): Patch {
  const half = Math.floor(place.box / 2);
  const boxLeft = Math.trunc(place.xPx) - half;
  const boxTop = Math.trunc(place.yPx) - half;
  const left = Math.max(0, boxLeft);
  const top = Math.max(0, boxTop);
  const width = Math.min(columns, boxLeft + place.box) - left;
  const height = Math.min(rows, boxTop + place.box) - top;
  if (!(width > 0 && height > 0)) {
    throw new JobError(
      'BoxOutsideMicrograph',
      `${place.name}: its box of ${place.box} px at (${place.xPx}, ${place.yPx}) lies entirely outside the micrograph ` +
        `of ${columns} x ${rows} px; check rlnCoordinateX/Y and that this is the right micrograph`,
    );
  }
  return { ...place, left, top, width, height, boxX: left - boxLeft, boxY: top - boxTop };
}

/** One factor of the separable weights: exp(-u^2 / (2 * 0.36)) at `box` values of u from -1 to 1. */
export function weightsOf(box: number): Float64Array {
  return Float64Array.from({ length: box }, (_, i) => {
    const u = box === 1 ? 0 : -1 + (2 * i) / (box - 1);
    return Math.exp((-u * u) / (2 * WEIGHT_VARIANCE));
  });
}
