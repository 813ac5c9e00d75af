import type { MicrographView } from '../../server/api.ts';
import { drawGrey } from '../pictures/draw-grey.ts';
import { cropped, difference } from '../pictures/grey-parts.ts';
import { percentiles, valueAt, type GreyImage, type Range } from '../pictures/grey-image.ts';
import { loadPixels } from '../pictures/load-pixels.ts';
import { lowPass, reachOf, sigmaOf } from '../pictures/low-pass.ts';
import type { Region } from '../pictures/tiles.ts';
import type { Detail } from '../pictures/use-detail.ts';
import type { Contrast } from './contrast-panel.tsx';

export type Side = 'before' | 'after' | 'difference';

/** The whole micrograph is loaded with at most so many pixels along its longer side; the rest as tiles. */
const WHOLE_SIDE_PX = 1024;
const SPOT_PX = 256;
/** Middles of the spots whose percentiles are the limits, as shares of width and height. */
const SPOTS = [[0.5, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]] as const; // prettier-ignore
/** Means are taken as long as a blur still has so many pixels. */
const LEAST_SIGMA_PX = 8;
const MOST_KEPT = 160;

interface Kept {
  path: string;
  region: Region;
  shrink: number;
  image: GreyImage;
}

/** Pixels of a micrograph before and after, at any scale; keeps what was loaded. */
export class MicrographPixels {
  readonly view: MicrographView;
  /** Pixels of the micrograph per pixel of the whole images. */
  readonly shrink: number;
  private readonly whole = new Map<string, GreyImage>();
  private readonly kept = new Map<string, Kept>();
  private readonly ranges = new Map<string, Promise<Range>>();

  private constructor(view: MicrographView) {
    this.view = view;
    this.shrink = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(view.columns, view.rows) / WHOLE_SIDE_PX)));
  }

  /** With the whole images small. @throws ApiFailure */
  static async load(view: MicrographView, signal: AbortSignal): Promise<MicrographPixels> {
    const pixels = new MicrographPixels(view);
    const { shrink } = pixels;
    const paths = view.ready ? [view.raw, view.output] : [view.raw];
    await Promise.all(
      paths.map(async (path) => {
        const { images } = await loadPixels('/api/image/pixels', { path, section: 0, shrink }, signal);
        pixels.whole.set(path, images[0]);
      }),
    );
    return pixels;
  }

  /** The whole micrograph before, as the contrast wants it, and its limits. */
  reference(contrast: Contrast): { image: GreyImage; range: Range } {
    const image = lowPass(this.wholeOf('before'), this.sigmaPx(contrast) / this.shrink);
    return { image, range: percentiles(image, contrast.low, contrast.high) };
  }

  drawWhole(side: Side, contrast: Contrast, range: Range): ImageData {
    const image = lowPass(this.wholeOf(side), this.sigmaPx(contrast) / this.shrink);
    return drawGrey(image, rangeFor(side, range), contrast.isInverted);
  }

  detail(side: Side, contrast: Contrast): Detail {
    const { low, high, isInverted, lowPassA } = contrast;
    return {
      key: [this.view.raw, side, low, high, isInverted, lowPassA].join(' '),
      coarsest: this.shrink,
      finest: this.sigmaPx(contrast) / LEAST_SIGMA_PX,
      load: async (region, shrink, signal) => {
        const [image, range] = await Promise.all([
          this.filtered(side, region, shrink, contrast, signal),
          this.rangeAt(shrink, contrast),
        ]);
        return drawGrey(image, rangeFor(side, range), isInverted);
      },
    };
  }

  /** Of the sharpest pixels that are there. */
  valueAt(side: 'before' | 'after', x: number, y: number): number | null {
    const path = this.pathOf(side);
    let found: Kept | null = null;
    for (const one of this.kept.values()) {
      const { region } = one;
      const isInside = x >= region.x && y >= region.y && x < region.x + region.width && y < region.y + region.height;
      if (one.path === path && isInside && one.shrink < (found?.shrink ?? Infinity)) found = one;
    }
    if (found) {
      const { image, region, shrink } = found;
      return valueAt(image, Math.floor((x - region.x) / shrink), Math.floor((y - region.y) / shrink));
    }
    const whole = this.whole.get(path);
    return whole ? valueAt(whole, Math.floor(x / this.shrink), Math.floor(y / this.shrink)) : null;
  }

  private sigmaPx({ lowPassA }: Contrast): number {
    const { pixelSizeA } = this.view;
    return pixelSizeA === null ? 0 : sigmaOf(lowPassA) / pixelSizeA;
  }

  private pathOf(side: 'before' | 'after'): string {
    return side === 'before' ? this.view.raw : this.view.output;
  }

  private wholeOf(side: Side): GreyImage {
    const none = { columns: 0, rows: 0, pixels: new Float32Array() };
    const image = (one: 'before' | 'after'): GreyImage => this.whole.get(this.pathOf(one)) ?? none;
    return side === 'difference' ? difference(image('before'), image('after')) : image(side);
  }

  /** Blurred with what lies around it, so that tiles fit together. */
  private async filtered(
    side: Side,
    region: Region,
    shrink: number,
    contrast: Contrast,
    signal?: AbortSignal,
  ): Promise<GreyImage> {
    const sigmaPx = this.sigmaPx(contrast) / shrink;
    const wide = this.grown(region, reachOf(sigmaPx) * shrink);
    const load = (one: 'before' | 'after'): Promise<GreyImage> => this.part(this.pathOf(one), wide, shrink, signal);
    const image =
      side === 'difference' ? difference(...(await Promise.all([load('before'), load('after')]))) : await load(side);
    return cropped(lowPass(image, sigmaPx), {
      x: (region.x - wide.x) / shrink,
      y: (region.y - wide.y) / shrink,
      width: Math.ceil(region.width / shrink),
      height: Math.ceil(region.height / shrink),
    });
  }

  private grown({ x, y, width, height }: Region, by: number): Region {
    const left = Math.max(0, x - by);
    const top = Math.max(0, y - by);
    const right = Math.min(this.view.columns, x + width + by);
    const bottom = Math.min(this.view.rows, y + height + by);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  private async part(path: string, region: Region, shrink: number, signal?: AbortSignal): Promise<GreyImage> {
    const { x, y, width, height } = region;
    const name = [path, shrink, x, y, width, height].join(' ');
    const known = this.kept.get(name);
    if (known) return known.image;
    const query = { path, section: 0, shrink, x, y, width, height };
    const [image] = (await loadPixels('/api/image/pixels', query, signal)).images;
    this.kept.set(name, { path, region, shrink, image });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(oldest);
    }
    return image;
  }

  /** Limits of the micrograph before at a scale: means over fewer pixels are noisier. */
  private rangeAt(shrink: number, contrast: Contrast): Promise<Range> {
    const name = [shrink, contrast.low, contrast.high, contrast.lowPassA].join(' ');
    const known = this.ranges.get(name);
    if (known) return known;
    const range = this.measureRange(shrink, contrast);
    this.ranges.set(name, range);
    range.catch(() => this.ranges.delete(name));
    return range;
  }

  private async measureRange(shrink: number, contrast: Contrast): Promise<Range> {
    const { columns, rows } = this.view;
    const side = SPOT_PX * shrink;
    const begin = (share: number, length: number): number =>
      shrink * Math.floor(Math.max(0, Math.min(length - side, share * length - side / 2)) / shrink);
    const spots = await Promise.all(
      SPOTS.map(([acrossShare, downShare]) => {
        const [x, y] = [begin(acrossShare, columns), begin(downShare, rows)];
        const region = { x, y, width: Math.min(side, columns - x), height: Math.min(side, rows - y) };
        return this.filtered('before', region, shrink, contrast);
      }),
    );
    const values = spots.flatMap(({ pixels }) => Array.from(pixels));
    return percentiles(
      { columns: values.length, rows: 1, pixels: Float32Array.from(values) },
      contrast.low,
      contrast.high,
    );
  }
}

/** What was taken away is drawn as wide as the micrograph itself, with 0 in the middle. */
function rangeFor(side: Side, { black, white }: Range): Range {
  const half = (white - black) / 2;
  return side === 'difference' ? { black: -half, white: half } : { black, white };
}
