import { GAUSSIAN_RADIUS } from '../image/gaussian.ts';
import type { BandMemory } from './band-memory.ts';
import type { LayerMemory } from './walk-memory.ts';

/** Memory of the inner loops of band-columns.ts for one box; how it is used: walk-memory.ts. */
export type ColumnMemory = ReturnType<typeof makeColumnMemory>;

export function makeColumnMemory({ box, squared, first, end }: BandMemory, { sums, image }: LayerMemory) {
  /** Rows that are needed at a time, and their length: as many columns more as are smoothed over. */
  const ringRows = 2 * GAUSSIAN_RADIUS + 1;
  const ringStride = box + 2 * GAUSSIAN_RADIUS;
  return {
    box,
    ringRows,
    ringStride,
    image,
    first,
    end,
    /**
     * Inside the band's spans: the masked model A takes the place of the squared distances, and [(I*G) M, (A*G) M] that of
     * the layer's sums. Memory that was just read is near; more arrays would not fit into the cache.
     */
    model: squared,
    smooth: sums,
    /** The last rows, side by side: mask, and image and model smoothed along x. Column x is at x + GAUSSIAN_RADIUS. */
    mask: new Float64Array(ringRows * ringStride),
    imageRows: new Float64Array(ringRows * ringStride),
    modelRows: new Float64Array(ringRows * ringStride),
    residualSums: new Float64Array(box),
    modelSums: new Float64Array(box),
  };
}
