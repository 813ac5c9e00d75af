import type { Foot } from './bilayer.ts';
import type { Random } from '../base/random.ts';

/** A round piece of density in a protein's own frame: u along the membrane, v outwards, in angstrom. */
interface Blob {
  u: number;
  v: number;
  sigmaA: number;
  density: number;
}

/** Proteins seen from the side: what spans the membrane, and what stands out of it. */
const SPECIES: readonly (readonly Blob[])[] = [
  // A pump: a body across the bilayer and a broad head outside.
  [
    { u: -9, v: -8, sigmaA: 9, density: 0.7 },
    { u: 10, v: 8, sigmaA: 9, density: 0.7 },
    { u: -20, v: 58, sigmaA: 13, density: 1.3 },
    { u: 18, v: 66, sigmaA: 14, density: 1.4 },
    { u: 2, v: 92, sigmaA: 11, density: 1.1 },
  ],
  // A spike: a thin foot, a stalk and a club.
  [
    { u: 0, v: 0, sigmaA: 7, density: 0.6 },
    { u: 0, v: 42, sigmaA: 8, density: 0.9 },
    { u: 3, v: 66, sigmaA: 10, density: 1.2 },
    { u: -14, v: 94, sigmaA: 12, density: 1.2 },
    { u: 16, v: 98, sigmaA: 12, density: 1.3 },
  ],
  // A channel: density on both sides.
  [
    { u: -12, v: 4, sigmaA: 9, density: 0.7 },
    { u: 12, v: 4, sigmaA: 9, density: 0.7 },
    { u: 0, v: 56, sigmaA: 15, density: 1.4 },
    { u: -14, v: -52, sigmaA: 12, density: 1.2 },
    { u: 15, v: -56, sigmaA: 12, density: 1.2 },
  ],
];

interface Canvas {
  data: Float64Array;
  width: number;
  height: number;
  pixelSizeA: number;
}

/** Adds one protein that stands on the membrane at `foot`. */
export function drawProtein(canvas: Canvas, species: number, foot: Foot): void {
  for (const { u, v, sigmaA, density } of SPECIES[species]) {
    const uPx = u / canvas.pixelSizeA;
    const vPx = v / canvas.pixelSizeA;
    const x = foot.x + uPx * foot.tangentX + vPx * foot.normalX;
    const y = foot.y + uPx * foot.tangentY + vPx * foot.normalY;
    drawBlob(canvas, x, y, sigmaA / canvas.pixelSizeA, density);
  }
}

/** Adds a small soluble protein, three round pieces close together, at a place of the ice. */
export function drawSoluble(canvas: Canvas, x: number, y: number, random: Random): void {
  for (let piece = 0; piece < 3; piece++) {
    const spread = 14 / canvas.pixelSizeA;
    drawBlob(canvas, x + spread * random.normal(), y + spread * random.normal(), 11 / canvas.pixelSizeA, 0.8);
  }
}

function drawBlob({ data, width, height }: Canvas, cx: number, cy: number, sigmaPx: number, density: number): void {
  const reach = 4 * sigmaPx;
  const yLast = Math.min(height - 1, Math.floor(cy + reach));
  const xLast = Math.min(width - 1, Math.floor(cx + reach));
  for (let y = Math.max(0, Math.ceil(cy - reach)); y <= yLast; y++) {
    for (let x = Math.max(0, Math.ceil(cx - reach)); x <= xLast; x++) {
      const i = y * width + x;
      data[i] += density * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * sigmaPx ** 2));
    }
  }
}
