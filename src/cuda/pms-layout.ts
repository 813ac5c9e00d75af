/** How the memory of a batch of particles is laid out on the device: kernels/cuda/pms.h says the same. */
import { JobError } from '../base/errors.ts';
import { GAUSSIAN_TAPS } from '../image/gaussian.ts';
import { PROFILE_MARGIN_PX } from '../membrane/profile-layer.ts';
import { EDGE_REACH_PX } from '../membrane/soft-mask.ts';
import type { DeviceBuffer } from './device.ts';
import type { Field } from './description.ts';

export interface PmsShape {
  /** Side of the images, pixels. */
  box: number;
  /** D, whole pixels >= 1. */
  halfWidthPx: number;
  /** Step of the curve's parameter. */
  pointsStep: number;
}

/** Most control points of a curve. */
export const MAX_CONTROL_POINTS = 64;
export const RECORD_BYTES = 32;
const TILE_PX = 16;
/** As many samples of one curve as the CPU path takes. */
const MAX_SAMPLES = 4_000_000;

/** Tiles of an image. */
export function tileCount(box: number): number {
  return Math.ceil(box / TILE_PX) ** 2;
}

/** The profile reaches so far to either side. */
export function profileReachPx(halfWidthPx: number): number {
  return halfWidthPx + PROFILE_MARGIN_PX;
}

/** 0, s, 2 s, ... < 2 by repeated addition. @throws JobError 'TooManySamples' */
export function tableOfT(step: number): Float64Array {
  if (!(2 / step <= MAX_SAMPLES)) {
    throw new JobError('TooManySamples', `points_step ${step} gives too many samples; use a larger one, e.g. 0.001`);
  }
  const table = new Float64Array(Math.ceil(2 / step) + 1);
  let count = 0;
  for (let t = 0; t < 2; t += step) table[count++] = t;
  return table.subarray(0, count);
}

/** Bytes of each array of one particle, by its name in pms.h. */
export function particleBytes({ box, halfWidthPx, pointsStep }: PmsShape) {
  const plane = 4 * box * box;
  const samples = sampleCapacity(pointsStep);
  return {
    points: 16 * MAX_CONTROL_POINTS,
    pointCounts: 4,
    images: plane,
    samples: 16 * samples,
    normals: 8 * samples,
    profiles: 4 * (2 * profileReachPx(halfWidthPx) + 1),
    models: plane,
    masks: plane,
    smoothModels: plane,
    live: tileCount(box),
    records: RECORD_BYTES,
  };
}

export type ParticleArray = keyof ReturnType<typeof particleBytes>;

/** Samples for which there is room: all of -2 < t < 2. */
function sampleCapacity(step: number): number {
  return Math.min(2 * Math.ceil(2 / step) + 2, MAX_SAMPLES);
}

/** The fields of PmsBatch in pms.h. */
export function batchFields(
  { box, halfWidthPx, pointsStep }: PmsShape,
  bias: number,
  tables: { t: DeviceBuffer; edge: DeviceBuffer },
  arrays: Record<ParticleArray, DeviceBuffer>,
): Field[] {
  const maskReachPx = halfWidthPx + EDGE_REACH_PX;
  const counts = [box, halfWidthPx, profileReachPx(halfWidthPx), sampleCapacity(pointsStep), tables.t.bytes / 8];
  return [
    ...counts.map((int) => ({ int })),
    ...[pointsStep, bias, maskReachPx, maskReachPx ** 2],
    ...GAUSSIAN_TAPS.slice(0, 3),
    ...[tables.t, tables.edge, arrays.points, arrays.pointCounts, arrays.images, arrays.samples, arrays.normals],
    ...[arrays.profiles, arrays.models, arrays.masks, arrays.smoothModels, arrays.live, arrays.records],
  ];
}
