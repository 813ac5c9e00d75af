import { setImmediate } from 'node:timers/promises';
import { encodePng } from '../../formats/png.ts';
import type { MrcReader } from '../../formats/mrc/read.ts';
import { toGrey } from '../../image/contrast.ts';
import { percentileRange } from '../../image/percentiles.ts';
import { shrink, type Image } from '../../image/shrink.ts';
import type { GreyRange, ImageInfo, PixelsHeader } from '../api.ts';
import { HttpError } from '../http-error.ts';
import { withImages } from './open-images.ts';

/** A picture for a screen; larger images are asked for shrunk, or in parts. */
const MOST_ANSWER_PIXELS = 32 << 20;
const MOST_READ_PIXELS = 256 << 20;
const STRIPE_PIXELS = 2 << 20;
export const LOW_PERCENTILE = 1;
export const HIGH_PERCENTILE = 99;

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Pixels {
  header: PixelsHeader;
  data: Float32Array;
}

export function imageInfo(path: string): Promise<ImageInfo> {
  return withImages(path, ({ header, sizeBytes, warnings }) => {
    const { columns, rows, sections, mode, pixelSizeA } = header;
    return { path, columns, rows, sections, mode, pixelSizeA, sizeBytes, warnings };
  });
}

/** A section, or a part of it, with means over `factor` x `factor` pixels. Its range is that of what is returned. */
export function readPixels(path: string, section: number, factor: number, region: Region | null): Promise<Pixels> {
  return withImages(path, async (reader) => {
    const { columns: width, rows: height } = reader.header;
    const small = await readShrunk(reader, section, factor, region ?? { x: 0, y: 0, width, height });
    return pixelsOf(small.columns, small.rows, [small.data]);
  });
}

/** Reads stripe by stripe, so that a large micrograph takes little memory and others are answered meanwhile. */
async function readShrunk(reader: MrcReader, section: number, factor: number, region: Region): Promise<Image> {
  const { x, y, width, height } = region;
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  if (columns * rows > MOST_ANSWER_PIXELS)
    throw new HttpError(413, 'Too many pixels for one answer: shrink, or ask for a part');
  const data = new Float32Array(columns * rows);
  const stripeRows = factor * Math.max(1, Math.floor(STRIPE_PIXELS / (width * factor)));
  for (let top = 0; top < height; top += stripeRows) {
    if (top > 0) await setImmediate();
    const inStripe = Math.min(stripeRows, height - top);
    const stripe = reader.readRegion(section, x, y + top, width, inStripe);
    data.set(shrink({ columns: width, rows: inStripe, data: stripe }, factor).data, (top / factor) * columns);
  }
  return { columns, rows, data };
}

/** Images of one size, one after the other; the range is that of the first. */
export function pixelsOf(columns: number, rows: number, images: readonly Float32Array[]): Pixels {
  const data = new Float32Array(columns * rows * images.length);
  images.forEach((image, index) => data.set(image, index * columns * rows));
  const range = percentileRange(data.subarray(0, columns * rows), LOW_PERCENTILE, HIGH_PERCENTILE);
  return { header: { columns, rows, images: images.length, range }, data };
}

export async function sectionRange(path: string, section: number, low: number, high: number): Promise<GreyRange> {
  return percentileRange((await withImages(path, (reader) => readImage(reader, section))).data, low, high);
}

/** A PNG no larger than `side`; without limits black and white are the percentiles. */
export async function sectionPng(
  path: string,
  section: number,
  side: number,
  black?: number,
  white?: number,
): Promise<Uint8Array> {
  const image = await withImages(path, (reader) => readImage(reader, section));
  const { columns, rows, data } = shrink(image, Math.max(1, Math.ceil(Math.max(image.columns, image.rows) / side)));
  const range = percentileRange(data, LOW_PERCENTILE, HIGH_PERCENTILE);
  const pixels = toGrey(data, { black: black ?? range.black, white: white ?? range.white });
  return encodePng({ width: columns, height: rows, channels: 1, pixels });
}

function readImage(reader: MrcReader, section: number): Image {
  const { columns, rows } = reader.header;
  if (columns * rows > MOST_READ_PIXELS)
    throw new HttpError(413, `An image of ${columns} x ${rows} is too large to show; ask for a part`);
  return { columns, rows, data: reader.readSection(section) };
}
