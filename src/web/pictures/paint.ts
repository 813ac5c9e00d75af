import type { Tile } from './use-detail.ts';
import { cornerOf, scaleOf, type Size, type Viewport } from './viewport.ts';

export function offscreenOf(drawn: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(drawn.width, drawn.height);
  canvas.getContext('2d')?.putImageData(drawn, 0, 0);
  return canvas;
}

export interface Layers {
  /** All of the image; one of its pixels stands for `shrink` x `shrink` of the image. */
  whole: OffscreenCanvas;
  shrink: number;
  /** Sharper parts, above it. */
  tiles: readonly Tile[];
}

/** Draws the part of an image that the viewport names; smooth below 3 screen pixels per image pixel, square pixels above. */
export function paint(
  target: HTMLCanvasElement,
  { whole, shrink, tiles }: Layers,
  image: Size,
  viewport: Viewport,
  view: Size,
): void {
  target.width = Math.round(view.width * devicePixelRatio);
  target.height = Math.round(view.height * devicePixelRatio);
  const context = target.getContext('2d');
  if (!context) return;
  const scale = scaleOf(viewport, image, view) * devicePixelRatio;
  const corner = cornerOf(viewport, image, view);
  context.imageSmoothingEnabled = scale < 3 * devicePixelRatio;
  context.imageSmoothingQuality = 'high';
  context.setTransform(scale, 0, 0, scale, -corner.x * scale, -corner.y * scale);
  context.drawImage(whole, 0, 0, whole.width * shrink, whole.height * shrink);
  for (const { region, canvas } of tiles) context.drawImage(canvas, region.x, region.y, region.width, region.height);
}
