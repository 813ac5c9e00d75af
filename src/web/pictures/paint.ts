import { cornerOf, scaleOf, type Size, type Viewport } from './viewport.ts';

export function offscreenOf(drawn: ImageData): OffscreenCanvas {
  const canvas = new OffscreenCanvas(drawn.width, drawn.height);
  canvas.getContext('2d')?.putImageData(drawn, 0, 0);
  return canvas;
}

/** Draws the part of an image that the viewport names; smooth below 3 screen pixels per image pixel, square pixels above. */
export function paint(target: HTMLCanvasElement, source: OffscreenCanvas, viewport: Viewport, view: Size): void {
  target.width = Math.round(view.width * devicePixelRatio);
  target.height = Math.round(view.height * devicePixelRatio);
  const context = target.getContext('2d');
  if (!context) return;
  const scale = scaleOf(viewport, source, view) * devicePixelRatio;
  const corner = cornerOf(viewport, source, view);
  context.imageSmoothingEnabled = scale < 3 * devicePixelRatio;
  context.imageSmoothingQuality = 'high';
  context.setTransform(scale, 0, 0, scale, -corner.x * scale, -corner.y * scale);
  context.drawImage(source, 0, 0);
}
