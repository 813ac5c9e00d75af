/** Which part of an image a view shows. Linked views share one. */
export interface Viewport {
  /** Screen pixels per image pixel; null: the whole image fits. */
  scale: number | null;
  /** The image's point in the middle of the view, as a share (0..1) of width and height. */
  middleX: number;
  middleY: number;
}

export const FIT: Viewport = { scale: null, middleX: 0.5, middleY: 0.5 };
const LARGEST_SCALE = 40;

export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}

export function fitScale(image: Size, view: Size): number {
  return Math.min(view.width / image.width, view.height / image.height) || 1;
}

export function scaleOf({ scale }: Viewport, image: Size, view: Size): number {
  return scale ?? fitScale(image, view);
}

/** Where the view's top left corner lies in the image, px (the first pixel's corner is 0, 0). */
export function cornerOf(viewport: Viewport, image: Size, view: Size): Point {
  const scale = scaleOf(viewport, image, view);
  return {
    x: viewport.middleX * image.width - view.width / 2 / scale,
    y: viewport.middleY * image.height - view.height / 2 / scale,
  };
}

/** Zooms by a factor; the image's point under `at` (of the view) stays where it is. Not below "fits". */
export function zoomAround(viewport: Viewport, factor: number, at: Point, image: Size, view: Size): Viewport {
  const before = scaleOf(viewport, image, view);
  const after = Math.min(LARGEST_SCALE, before * factor);
  if (after <= fitScale(image, view)) return FIT;
  const shiftX = (at.x - view.width / 2) * (1 / before - 1 / after);
  const shiftY = (at.y - view.height / 2) * (1 / before - 1 / after);
  return keepInside({
    scale: after,
    middleX: viewport.middleX + shiftX / image.width,
    middleY: viewport.middleY + shiftY / image.height,
  });
}

/** Moves the image by so many screen pixels. */
export function pan(viewport: Viewport, dx: number, dy: number, image: Size): Viewport {
  if (viewport.scale === null) return viewport;
  return keepInside({
    ...viewport,
    middleX: viewport.middleX - dx / viewport.scale / image.width,
    middleY: viewport.middleY - dy / viewport.scale / image.height,
  });
}

function keepInside(viewport: Viewport): Viewport {
  const clamp = (share: number): number => Math.min(1, Math.max(0, share));
  return { ...viewport, middleX: clamp(viewport.middleX), middleY: clamp(viewport.middleY) };
}
