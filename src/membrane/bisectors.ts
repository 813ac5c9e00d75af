import type { CurveSamples } from './curve.ts';

/**
 * The links from each sample of a curve to the next, and the lines half-way across them: a point p is nearer to sample
 * j than to j + 1 where p . link < offset.
 */
export class Bisectors {
  linkX = new Float64Array(0);
  linkY = new Float64Array(0);
  offset = new Float64Array(0);

  /** Takes `samples.count` - 1 links. */
  set(samples: CurveSamples): void {
    const { count, x, y, capacity } = samples;
    if (this.offset.length < capacity) {
      this.linkX = new Float64Array(capacity);
      this.linkY = new Float64Array(capacity);
      this.offset = new Float64Array(capacity);
    }
    const { linkX, linkY, offset } = this;
    for (let j = 0; j + 1 < count; j++) {
      const dx = x[j + 1] - x[j];
      const dy = y[j + 1] - y[j];
      linkX[j] = dx;
      linkY[j] = dy;
      offset[j] = 0.5 * (dx * (x[j + 1] + x[j]) + dy * (y[j + 1] + y[j]));
    }
  }
}
