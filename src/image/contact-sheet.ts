/** A grey picture, 8 bits a pixel, rows from the top. */
export interface GreyPicture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Grey between the pictures. */
const GAP_SHADE = 32;

/** Number of pictures side by side that makes a sheet of `count` roughly 4 : 3. */
export function sheetColumns(count: number, width: number, height: number): number {
  return Math.min(count, Math.max(1, Math.round(Math.sqrt((count * height * 4) / (width * 3)))));
}

/** Pictures of one size in rows from left to right, with gaps between and around them. */
export function contactSheet(pictures: readonly GreyPicture[], columns: number, gapPx: number): GreyPicture {
  const { width = 0, height = 0 } = pictures[0] ?? {};
  const rows = Math.ceil(pictures.length / columns);
  const sheetWidth = columns * (width + gapPx) + gapPx;
  const sheetHeight = rows * (height + gapPx) + gapPx;
  const pixels = new Uint8Array(sheetWidth * sheetHeight).fill(GAP_SHADE);
  pictures.forEach((picture, i) => {
    const left = gapPx + (i % columns) * (width + gapPx);
    const top = gapPx + Math.floor(i / columns) * (height + gapPx);
    for (let y = 0; y < height; y++) {
      pixels.set(picture.pixels.subarray(y * width, (y + 1) * width), (top + y) * sheetWidth + left);
    }
  });
  return { width: sheetWidth, height: sheetHeight, pixels };
}
