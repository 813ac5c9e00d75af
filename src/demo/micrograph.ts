import { drawRing } from './bilayer.ts';
import { applyCtf } from './ctf.ts';
import { complexImage } from './fft.ts';
import { iceNoise } from './noise.ts';
import { drawProtein, drawSoluble } from './protein.ts';
import type { Random } from '../base/random.ts';
import type { Scene } from './scene.ts';
import type { DemoSettings } from './settings.ts';

/** A micrograph and what it is made of, in its own grey values: image = noise and background + membrane + protein. */
export interface Micrograph {
  image: Float32Array;
  /** Dark (negative) as in the image. */
  membrane: Float32Array;
  protein: Float32Array;
}

/** Room for what the CTF carries over the canvas's edges. */
const MARGIN_PX = 32;

/** Projects a scene, applies the CTF, adds noise; `grey` maps noise of variance 1 to the micrograph's grey values. */
export function exposeMicrograph(
  scene: Scene,
  settings: DemoSettings,
  defocusA: number,
  grey: { mean: number; deviation: number },
  random: Random,
): Micrograph {
  const { widthPx, heightPx, contrast } = settings;
  const canvas = project(scene, settings, random);
  applyCtf(canvas, defocusA, settings.pixelSizeA);
  const noise = iceNoise(widthPx, heightPx, random);
  const image = new Float32Array(widthPx * heightPx);
  const membrane = new Float32Array(widthPx * heightPx);
  const protein = new Float32Array(widthPx * heightPx);
  const left = (canvas.width - widthPx) >> 1;
  const top = (canvas.height - heightPx) >> 1;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const from = (y + top) * canvas.width + x + left;
      const i = y * widthPx + x;
      membrane[i] = -canvas.re[from] * contrast * grey.deviation;
      protein[i] = -canvas.im[from] * contrast * grey.deviation;
      image[i] = grey.mean + grey.deviation * noise[i] + membrane[i] + protein[i];
    }
  }
  return { image, membrane, protein };
}

/** Density of the membranes (real part) and of the proteins (imaginary part) on a canvas around the micrograph. */
function project(scene: Scene, settings: DemoSettings, random: Random) {
  const { widthPx, heightPx, pixelSizeA } = settings;
  const canvas = complexImage(powerOfTwoFrom(widthPx + 2 * MARGIN_PX), powerOfTwoFrom(heightPx + 2 * MARGIN_PX));
  const left = (canvas.width - widthPx) >> 1;
  const top = (canvas.height - heightPx) >> 1;
  const moved = <T extends { x: number; y: number }>(point: T): T => ({
    ...point,
    x: point.x + left,
    y: point.y + top,
  });
  for (const ring of scene.rings) {
    const onCanvas = { ...ring, centreX: ring.centreX + left, centreY: ring.centreY + top };
    drawRing(canvas.re, canvas.width, canvas.height, onCanvas, pixelSizeA);
  }
  const proteins = { data: canvas.im, width: canvas.width, height: canvas.height, pixelSizeA };
  for (const { species, foot } of scene.proteins) drawProtein(proteins, species, moved(foot));
  for (const soluble of scene.solubles.map(moved)) drawSoluble(proteins, soluble.x, soluble.y, random);
  return canvas;
}

function powerOfTwoFrom(size: number): number {
  return 2 ** Math.ceil(Math.log2(size));
}
