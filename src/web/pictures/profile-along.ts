import type { GreyImage } from './grey-image.ts';

/**
 * Mean of an image along a curve at each whole distance (px) from it, -reach..reach, by bilinear samples on the normals;
 * null where no sample lies inside.
 */
export function profileAlong(image: GreyImage, curve: readonly [number, number][], reach: number): (number | null)[] {
  return Array.from({ length: 2 * reach + 1 }, (_, index) => {
    let sum = 0;
    let count = 0;
    for (let i = 1; i < curve.length - 1; i++) {
      const [dx, dy] = [curve[i + 1][0] - curve[i - 1][0], curve[i + 1][1] - curve[i - 1][1]];
      const length = Math.hypot(dx, dy) || 1;
      const offset = index - reach;
      const value = sampleAt(image, curve[i][0] - (dy / length) * offset, curve[i][1] + (dx / length) * offset);
      if (value === null) continue;
      sum += value;
      count++;
    }
    return count > 0 ? sum / count : null;
  });
}

function sampleAt({ columns, rows, pixels }: GreyImage, x: number, y: number): number | null {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left + 1 >= columns || top + 1 >= rows) return null;
  const [fx, fy] = [x - left, y - top];
  const at = top * columns + left;
  const upper = pixels[at] * (1 - fx) + pixels[at + 1] * fx;
  const lower = pixels[at + columns] * (1 - fx) + pixels[at + columns + 1] * fx;
  return upper * (1 - fy) + lower * fy;
}
