import type { BandSum, BandSumOptions } from './band-sum.ts';
import { DistanceBand, type Lines } from './distance-band.ts';

/** In TypeScript: for machines without WebAssembly, and what the other is compared with. */
export class ScriptBandSum implements BandSum {
  readonly x: Float64Array;
  readonly y: Float64Array;
  private readonly image: Float32Array;
  private readonly profile: Float64Array;
  private readonly reach: number;
  private readonly band: DistanceBand;
  /** Two sums in turn, as WebAssembly has them in two lanes. */
  private readonly sums = new Float64Array(2);

  constructor({ image, box, profile, reach, capacity }: BandSumOptions) {
    this.x = new Float64Array(capacity);
    this.y = new Float64Array(capacity);
    this.image = image;
    this.profile = profile;
    this.reach = reach;
    this.band = new DistanceBand(box, reach);
  }

  correlate(count: number): number {
    const { band, x, y, sums } = this;
    sums.fill(0);
    for (let i = 0; i < count; i++) band.spread(x, y, count, i);
    this.collect(band.rows);
    this.collect(band.columns);
    return sums[0] + sums[1];
  }

  /** Adds the touched pixels of the lines, each second one to the other sum; they are left as if never touched. */
  private collect({ from, to, along, across }: Lines): void {
    const { profile, image, reach, sums } = this;
    const { box, nearest } = this.band;
    for (let v = 0; v < box; v++) {
      const first = from[v];
      for (let u = first; u <= to[v]; u++) {
        const k = v * across + u * along;
        const distance = Math.sqrt(nearest[k]);
        nearest[k] = Infinity;
        if (distance <= reach) {
          const cell = distance | 0;
          const value = profile[cell];
          sums[(u - first) & 1] += (value + (distance - cell) * (profile[cell + 1] - value)) * image[k];
        }
      }
      from[v] = box;
      to[v] = -1;
    }
  }
}
