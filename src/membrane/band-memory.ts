/** The spans of a band and its squared distances: see distance-band.ts. */
export type BandMemory = ReturnType<typeof makeBandMemory>;

export function makeBandMemory(box: number) {
  return {
    box,
    /** Squared distance; 0 may stand for any distance up to the half-width; Infinity out of reach. Used and reset by the reader. */
    squared: new Float64Array(box * box).fill(Infinity),
    /** Columns [first, end) of each row begin and end with a pixel in reach; first >= end: none. */
    first: new Int32Array(box),
    end: new Int32Array(box),
  };
}
