/** Samples that are walked along at a time. */
export const WALK_SAMPLES = 16384;
/** Samples whose places are found together. */
export const PIECE_SAMPLES = 256;
/** Room for one side's runs, and its empty first one. */
const SIDE_RUNS = WALK_SAMPLES + 1;

/**
 * Memory of the inner loops of profile-layer.ts, one for a thread; it holds nothing from one image to the next.
 *
 * Each loop is a function that is made by a `bind...` and finds its arrays as constants of that. Made once in a thread,
 * V8 knows where they lie when it compiles the loop, and spares most checks of an access; arrays of one length that are
 * read at the same index share one check. Arrays below 64 bytes are excluded from that. Constants of a module are not
 * known as such once it is bundled, so the loops take them from here, too.
 *
 * There are two sides, at distance k and at -k: what has room for both begins the second in its middle.
 */
export type WalkMemory = ReturnType<typeof makeWalkMemory>;

export function makeWalkMemory() {
  const floorsX = new Float64Array(2 * PIECE_SAMPLES);
  const floorsY = new Float64Array(2 * PIECE_SAMPLES);
  return {
    pieceSamples: PIECE_SAMPLES,
    sideRuns: SIDE_RUNS,
    /** Samples, rounded to float32. */
    x: new Float64Array(WALK_SAMPLES),
    y: new Float64Array(WALK_SAMPLES),
    nx: new Float64Array(WALK_SAMPLES),
    ny: new Float64Array(WALK_SAMPLES),
    /** Places of a piece of the samples: the whole numbers (in the even words) and the fractions. */
    floorsX,
    floorsY,
    wordsX: new Int32Array(floorsX.buffer),
    wordsY: new Int32Array(floorsY.buffer),
    fractionsX: new Float64Array(2 * PIECE_SAMPLES),
    fractionsY: new Float64Array(2 * PIECE_SAMPLES),
    /** Runs: pixel and number; sum of fx, of fy, of fx fy, which become weights of the right, lower and diagonal neighbour. */
    pixels: new Int32Array(2 * SIDE_RUNS),
    numbers: new Int32Array(2 * SIDE_RUNS),
    owns: new Float64Array(2 * SIDE_RUNS),
    rights: new Float64Array(2 * SIDE_RUNS),
    lowers: new Float64Array(2 * SIDE_RUNS),
    diagonals: new Float64Array(2 * SIDE_RUNS),
    /** Points in the last column or row: the pixel. */
    edges: new Int32Array(2 * SIDE_RUNS),
    /** Of each side the place of its last run, and of its next edge. */
    lastRun: new Int32Array(32),
    edgeEnd: new Int32Array(32),
    /** Of each side the points since the start, and the sum of the image's values there. */
    points: new Float64Array(16),
    totals: new Float64Array(16),
  };
}

/** What the layer of one box is made from and laid into; bound in the same way, it is fastest when a thread has one box. */
export type LayerMemory = ReturnType<typeof makeLayerMemory>;

export function makeLayerMemory(box: number) {
  return {
    box,
    image: new Float32Array(box * box),
    /** Of each pixel [weight, weight * value]. One more row and pixel: the neighbours that no weight falls on. */
    sums: new Float64Array(2 * (box * box + box + 1)),
  };
}
