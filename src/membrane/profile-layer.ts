/**
 * Profile of an image along a curve and its laying back (algorithms.md 3.4, 3.5), exact and in one walk.
 *
 * At each distance k off the curve consecutive samples in the same pixel cell share four pixels: such a run is kept as
 * its number and the sums of fx, fy and fx fy, which give the sums of the four bilinear weights. Gathered once, the same
 * runs are laid back when their mean is known. k and -k are done together, since they share k times the normal.
 */
import { BLOCK_SAMPLES, BORDER, BorderBlocks, INSIDE } from './border-blocks.ts';
import type { CurveSamples } from './curve.ts';
import { bindGather, bindMean, bindSplat, bindStartMeans } from './walk-layer.ts';
import { makeLayerMemory, makeWalkMemory, PIECE_SAMPLES, WALK_SAMPLES, type LayerMemory } from './walk-memory.ts';
import { bindFindPlaces, bindSetSample } from './walk-places.ts';
import { bindAddAtBorder, bindAddInside, bindStartRuns } from './walk-runs.ts';

/** The profile reaches this far beyond the half-width. */
export const PROFILE_MARGIN_PX = 10;

export class ProfileLayer {
  /** The profile of the last image, from -reach to reach. */
  readonly profile: Float32Array;
  /** `sums` are zeroed again by the reader. */
  readonly memory: LayerMemory;
  private readonly box: number;
  private readonly reach: number;
  private readonly walk: ReturnType<typeof makeWalk>;
  private readonly gatherSide: ReturnType<typeof bindGather>;
  private readonly splat: ReturnType<typeof bindSplat>;
  private readonly blocks = new BorderBlocks();
  /** Samples taken. */
  private count = 0;

  constructor(box: number, halfWidthPx: number) {
    this.box = box;
    this.reach = halfWidthPx + PROFILE_MARGIN_PX;
    this.profile = new Float32Array(2 * this.reach + 1);
    this.memory = makeLayerMemory(box);
    this.walk = sharedWalk ??= makeWalk();
    this.gatherSide = bindGather(this.memory, this.walk.memory);
    this.splat = bindSplat(this.memory, this.walk.memory);
  }

  /** Sets `profile`, and the image in `memory`, and adds the model's weights to `sums`. NaN pixels: a value that touches one is 0. */
  lay(image: Float32Array, samples: CurveSamples): void {
    const { walk, profile, reach } = this;
    const { count } = samples;
    // A longer curve is taken piece by piece, and again to lay the profile back.
    const isLong = count > WALK_SAMPLES;
    this.memory.image.set(image);
    this.take(samples, 0);
    for (let k = 0; k <= reach; k++) {
      walk.startMeans();
      for (let from = 0; from < count; from += WALK_SAMPLES) {
        if (isLong) this.take(samples, from);
        this.gather(k);
      }
      profile[reach - k] = walk.mean(1);
      profile[reach + k] = walk.mean(0);
      for (let from = 0; from < count; from += WALK_SAMPLES) {
        if (isLong) {
          this.take(samples, from);
          this.gather(k);
        }
        this.splat(0, profile[reach + k]);
        if (k > 0) this.splat(1, profile[reach - k]);
      }
    }
  }

  /** Takes the samples from `from` on, as many as can be walked along at a time. */
  private take({ count, x, y, nx, ny }: CurveSamples, from: number): void {
    const { blocks, box, walk } = this;
    this.count = Math.min(count - from, WALK_SAMPLES);
    blocks.clear();
    for (let i = 0, s = from; i < this.count; i++, s++) {
      walk.setSample(i, x[s], y[s], nx[s], ny[s]);
      blocks.add(i, box, x[s], y[s], nx[s], ny[s]);
    }
  }

  private gather(k: number): void {
    const { count, walk } = this;
    walk.startRuns();
    for (let from = 0; from < count; from += PIECE_SAMPLES) {
      const to = Math.min(count, from + PIECE_SAMPLES);
      walk.findPlaces(k, from, to);
      this.addPiece(k, 0, from, to);
      if (k > 0) this.addPiece(-k, 1, from, to);
    }
    this.gatherSide(0);
    this.gatherSide(1);
  }

  /** Adds the places [start, end) at distance k to the runs of their side. */
  private addPiece(k: number, side: number, start: number, end: number): void {
    const { blocks, box, memory, walk } = this;
    for (let from = start; from < end;) {
      const place = blocks.placeOf(from, k);
      let to = from + BLOCK_SAMPLES;
      while (to < end && blocks.placeOf(to, k) === place) to += BLOCK_SAMPLES;
      if (to > end) to = end;
      if (place === INSIDE) walk.addInside(box, side, from - start, to - start);
      else if (place === BORDER) walk.addAtBorder(memory, side, from - start, to - start);
      from = to;
    }
  }
}

function makeWalk() {
  const memory = makeWalkMemory();
  return {
    memory,
    setSample: bindSetSample(memory),
    findPlaces: bindFindPlaces(memory),
    startRuns: bindStartRuns(memory),
    addInside: bindAddInside(memory),
    addAtBorder: bindAddAtBorder(memory),
    startMeans: bindStartMeans(memory),
    mean: bindMean(memory),
  };
}

/** One for a thread, made when it is needed. */
let sharedWalk: ReturnType<typeof makeWalk> | null = null;
