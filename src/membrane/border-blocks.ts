import { WALK_SAMPLES } from './walk-memory.ts';

/** Samples that are looked at together. */
export const BLOCK_SAMPLES = 16;
export const OUTSIDE = 0;
/** Neither all outside nor all inside, as far as is known. */
export const BORDER = 1;
export const INSIDE = 2;
/** Points that come no nearer to a border than this, px, need no test for it. */
const CLEARANCE_PX = 0.1;

/** At which distances k off the curve the points of 16 consecutive samples lie all inside the box, or all outside. */
export class BorderBlocks {
  /** Of each block: all are inside from... to..., and outside below... and above... */
  private readonly insideFrom = new Float64Array(WALK_SAMPLES / BLOCK_SAMPLES);
  private readonly insideTo = new Float64Array(WALK_SAMPLES / BLOCK_SAMPLES);
  private readonly outsideBelow = new Float64Array(WALK_SAMPLES / BLOCK_SAMPLES);
  private readonly outsideAbove = new Float64Array(WALK_SAMPLES / BLOCK_SAMPLES);

  clear(): void {
    this.insideFrom.fill(-Infinity);
    this.insideTo.fill(Infinity);
    this.outsideBelow.fill(Infinity);
    this.outsideAbove.fill(-Infinity);
  }

  /** Adds sample i, which lies in the box, with its unit normal. Inside: the last column and row do not count. */
  add(i: number, box: number, x: number, y: number, nx: number, ny: number): void {
    const { insideFrom, insideTo, outsideBelow, outsideAbove } = this;
    const block = (i / BLOCK_SAMPLES) | 0;
    const perX = 1 / Math.abs(nx);
    const perY = 1 / Math.abs(ny);
    const right = box - 1 - x;
    const lower = box - 1 - y;
    // Room along x and y on the way to k > 0 (ahead), and to k < 0.
    const aheadX = nx > 0 ? right : x;
    const aheadY = ny > 0 ? lower : y;
    const behindX = nx > 0 ? x : right;
    const behindY = ny > 0 ? y : lower;
    const isClear = Math.min(x, y, right, lower) > CLEARANCE_PX;
    const ahead = Math.min((aheadX - CLEARANCE_PX) * perX, (aheadY - CLEARANCE_PX) * perY);
    const behind = Math.min((behindX - CLEARANCE_PX) * perX, (behindY - CLEARANCE_PX) * perY);
    insideTo[block] = Math.min(insideTo[block], isClear ? ahead : -Infinity);
    insideFrom[block] = Math.max(insideFrom[block], -behind);
    const beyond = 1 + CLEARANCE_PX;
    const above = Math.min((aheadX + beyond) * perX, (aheadY + beyond) * perY);
    const below = Math.min((behindX + beyond) * perX, (behindY + beyond) * perY);
    outsideAbove[block] = Math.max(outsideAbove[block], above);
    outsideBelow[block] = Math.min(outsideBelow[block], -below);
  }

  /** Where the points at distance k of the block that begins with sample i lie: OUTSIDE, BORDER or INSIDE. */
  placeOf(i: number, k: number): number {
    const block = (i / BLOCK_SAMPLES) | 0;
    if (k >= this.insideFrom[block] && k <= this.insideTo[block]) return INSIDE;
    return k > this.outsideAbove[block] || k < this.outsideBelow[block] ? OUTSIDE : BORDER;
  }
}
