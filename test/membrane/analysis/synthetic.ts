import { Random } from '../../../src/base/random.ts';

/** A membrane's known middle line: u in 0..1 -> x, y in pixels. None of them is a Bezier curve. */
export type Shape = (u: number) => [number, number];

export interface SyntheticAverage {
  image: Float32Array;
  box: number;
  /** Dense points of the middle line inside the box, interleaved. */
  line: Float64Array;
}

export interface Scene {
  box: number;
  halfWidthPx: number;
  /** Standard deviation of the noise, membrane = 1. */
  noise?: number;
  /** Bright blobs of protein on one side of the membrane. */
  proteins?: number;
  /** Radius of the soft circular mask, as a share of half the box; no mask when absent. */
  mask?: number;
  seed?: number;
}

const arcOf =
  (x: number, y: number, radius: number, fromRad: number, toRad: number): Shape =>
  (u) => {
    const angle = fromRad + u * (toRad - fromRad);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  };

/** Middle lines by name, for a box of side `b`. */
export function shapes(b: number): Record<string, Shape> {
  const c = b / 2;
  const through = (angleRad: number, offset: number): Shape => {
    const [cos, sin] = [Math.cos(angleRad), Math.sin(angleRad)];
    return (u) => [c + (u - 0.5) * 2 * b * cos - offset * sin, c + (u - 0.5) * 2 * b * sin + offset * cos];
  };
  return {
    straight: through(0, 0),
    upright: through(Math.PI / 2, 0),
    tilted: through(0.6, 0),
    'off-centre': through(2.1, 0.22 * b),
    'slight arc': arcOf(c, 1.4 * b, 0.9 * b, Math.PI, 2 * Math.PI),
    'bend of 90 degrees': arcOf(0.1 * b, 0.1 * b, 0.5 * b, -0.6, 2.2),
    'bend of 180 degrees': (u) => uTurn(b, u),
    ellipse: (u) => [c + 0.42 * b * Math.cos(3.6 * u - 0.2), 0.15 * b + 0.6 * b * Math.sin(3.6 * u - 0.2)],
    'S shape': (u) => [b * u, c + 0.13 * b * Math.sin(2 * Math.PI * u)],
    'steep S shape': (u) => [c + 0.2 * b * Math.sin(2 * Math.PI * u), b * u],
    vesicle: arcOf(c, c, 0.3 * b, 0, 2 * Math.PI),
    'off-centre vesicle': arcOf(0.45 * b, 0.56 * b, 0.25 * b, 1, 1 + 2 * Math.PI),
  };
}

/** Two straight legs joined by half a circle, open to the right. */
function uTurn(b: number, u: number): [number, number] {
  const radius = 0.22 * b;
  const leg = 0.65 * b;
  const total = 2 * leg + Math.PI * radius;
  const s = u * total;
  if (s < leg) return [0.4 * b + leg - s, b / 2 - radius];
  if (s > total - leg) return [0.4 * b + s - (total - leg), b / 2 + radius];
  const angle = (s - leg) / radius;
  return [0.4 * b - radius * Math.sin(angle), b / 2 - radius * Math.cos(angle)];
}

/** A class average with a bilayer drawn along a shape: two leaflets with dark flanks, noise, proteins, a mask. */
export function drawAverage(shape: Shape, scene: Scene): SyntheticAverage {
  const { box, halfWidthPx, noise = 0, proteins = 0, mask, seed = 1 } = scene;
  const random = new Random(seed);
  const line = insideBox(shape, box);
  const image = new Float32Array(box * box);
  const leaflet = (r: number): number => Math.exp(-(r * r) / (2 * (0.19 * halfWidthPx) ** 2));
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) {
      const d = distance(line, x, y);
      if (d > 2.5 * halfWidthPx) continue;
      const flank = 0.35 * Math.exp(-((d - 1.1 * halfWidthPx) ** 2) / (2 * (0.3 * halfWidthPx) ** 2));
      image[y * box + x] = leaflet(d - 0.45 * halfWidthPx) + leaflet(d + 0.45 * halfWidthPx) - flank;
    }
  }
  for (let k = 0; k < proteins; k++) addProtein(image, box, line, halfWidthPx, random);
  if (noise > 0) addNoise(image, box, noise, random);
  if (mask !== undefined) applyMask(image, box, (mask * box) / 2);
  return { image, box, line };
}

function insideBox(shape: Shape, box: number): Float64Array {
  const points: number[] = [];
  for (let i = 0; i <= 3000; i++) {
    const [x, y] = shape(i / 3000);
    if (x >= -box / 4 && x < 1.25 * box && y >= -box / 4 && y < 1.25 * box) points.push(x, y);
  }
  return Float64Array.from(points);
}

export function distance(line: Float64Array, x: number, y: number): number {
  let nearest2 = Infinity;
  for (let i = 0; i < line.length; i += 2) nearest2 = Math.min(nearest2, (line[i] - x) ** 2 + (line[i + 1] - y) ** 2);
  return Math.sqrt(nearest2);
}

function addProtein(image: Float32Array, box: number, line: Float64Array, halfWidthPx: number, random: Random): void {
  const at = 2 * random.below(line.length / 2 - 1);
  const [dx, dy] = [line[at + 2] - line[at], line[at + 3] - line[at + 1]];
  const length = Math.hypot(dx, dy);
  const cx = line[at] - (1.3 * halfWidthPx * dy) / length;
  const cy = line[at + 1] + (1.3 * halfWidthPx * dx) / length;
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) {
      image[y * box + x] += 0.8 * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * (0.5 * halfWidthPx) ** 2));
    }
  }
}

/** Noise smoothed over 3x3 pixels, of the given standard deviation. */
function addNoise(image: Float32Array, box: number, deviation: number, random: Random): void {
  const white = Float64Array.from({ length: box * box }, () => random.normal());
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) {
      let sum = 0;
      for (let j = -1; j <= 1; j++) {
        for (let i = -1; i <= 1; i++) sum += white[((y + j + box) % box) * box + ((x + i + box) % box)];
      }
      image[y * box + x] += (deviation * sum) / 3;
    }
  }
}

function applyMask(image: Float32Array, box: number, radius: number): void {
  const centre = (box - 1) / 2;
  for (let i = 0; i < image.length; i++) {
    const r = Math.hypot((i % box) - centre, Math.floor(i / box) - centre);
    image[i] *= 1 / (1 + Math.exp((r - radius) / (0.01 * box)));
  }
}
