import type { PatchPlace } from '../membrane/mosaic-patch.ts';

/** A particle to put back; `stack` is an index into the paths of the subtracted stacks. */
export interface StackPlace extends PatchPlace {
  stack: number;
  section: number;
}

/** What is put into one micrograph. */
export interface MosaicContent {
  micrographPath: string;
  columns: number;
  rows: number;
  /** In file order. */
  places: StackPlace[];
  stackPaths: string[];
}

/** One micrograph in work. It goes along with each of its tasks, so what is long lies in shared memory. */
export interface MosaicJob extends Omit<MosaicContent, 'places'> {
  /** Another one for every micrograph. */
  key: number;
  places: SharedArrayBuffer;
  /** Float64: what the threads measure, and what follows from it (Mosaic). */
  moments: SharedArrayBuffer;
  scales: SharedArrayBuffer;
}

/** What is shown of a particle in messages: `12@stack.mrc`. */
export function particleName(stackPath: string, section: number): string {
  return `${section + 1}@${stackPath}`;
}

/** Numbers of a place: box, x, y, stack, section. */
const PLACE_NUMBERS = 5;

/** Places as numbers in memory that all threads see. */
export function sharePlaces(places: readonly StackPlace[]): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(8 * PLACE_NUMBERS * places.length);
  const numbers = new Float64Array(memory);
  for (const [i, { box, xPx, yPx, stack, section }] of places.entries())
    numbers.set([box, xPx, yPx, stack, section], PLACE_NUMBERS * i);
  return memory;
}

/** The places that `sharePlaces` put there. */
export function sharedPlaces({ places, stackPaths }: MosaicJob): StackPlace[] {
  const numbers = new Float64Array(places);
  return Array.from({ length: numbers.length / PLACE_NUMBERS }, (_, i) => {
    const [box, xPx, yPx, stack, section] = numbers.subarray(PLACE_NUMBERS * i, PLACE_NUMBERS * (i + 1));
    return {
      name: particleName(stackPaths[stack!]!, section!),
      box: box!,
      xPx: xPx!,
      yPx: yPx!,
      stack: stack!,
      section: section!,
    };
  });
}
