import type { BilayerResponse } from './response.ts';

/** Step along a track, in half-widths D. */
const STEP = 1 / 3;
/** Steps that each candidate arc looks ahead: enough to cross a protein that hides the membrane. */
const LOOK_AHEAD = 8;
const ARCS = 13;
/** A track ends where the response falls below this share of its median. */
const END_SHARE = 0.3;
/** Further membranes must be this strong, compared with the first. */
const NEXT_SHARE = 0.5;
const MOST_TRACKS = 4;

export interface TrackSettings {
  halfWidthPx: number;
  /** Largest curvature of a track, 1/px. */
  curvatureThreshold: number;
  /** Radius of the circle that shows signal, px. */
  signalRadiusPx: number;
  /** Steps that all tracks together may take. */
  steps: number;
  /** What following noise earns. */
  noiseLevel: number;
}

/** The middle line of one membrane, as it was followed. */
export interface Track {
  /** Interleaved x, y, about D/3 apart. */
  points: Float64Array;
  /** It returns into itself. */
  closed: boolean;
  /** The response above the noise summed along it, per step. */
  strength: number;
}

interface Place {
  x: number;
  y: number;
  angleRad: number;
}

/** Follows the membranes of an image from the places where a bilayer is clearest; the longest and clearest first. */
export function trackMembranes(response: BilayerResponse, settings: TrackSettings): Track[] {
  const { halfWidthPx, signalRadiusPx } = settings;
  const centre = (response.box - 1) / 2;
  const tracks: Track[] = [];
  let steps = settings.steps;
  let first = 0;
  while (tracks.length < MOST_TRACKS && steps > 0) {
    const seed = response.strongest(
      (x, y) =>
        Math.hypot(x - centre, y - centre) < signalRadiusPx - halfWidthPx / 2 &&
        tracks.every(({ points }) => distanceTo(points, x, y) > 1.5 * halfWidthPx),
    );
    if (seed.value <= NEXT_SHARE * first || seed.value <= 0) break;
    first ||= seed.value;
    const track = follow(response, seed, settings, steps);
    steps -= track.points.length / 2;
    tracks.push(track);
  }
  return tracks.sort((a, b) => b.strength - a.strength);
}

/** Smallest distance from (x, y) to the points. */
export function distanceTo(points: Float64Array, x: number, y: number): number {
  let nearest2 = Infinity;
  for (let i = 0; i < points.length; i += 2) {
    nearest2 = Math.min(nearest2, (points[i] - x) ** 2 + (points[i + 1] - y) ** 2);
  }
  return Math.sqrt(nearest2);
}

/** Follows the membrane both ways from a seed. */
function follow(response: BilayerResponse, seed: Place, settings: TrackSettings, steps: number): Track {
  const ahead = walk(response, seed, settings, steps, [seed]);
  const closed = ahead.closed;
  const behind = closed
    ? []
    : walk(response, { ...seed, angleRad: seed.angleRad + Math.PI }, settings, steps, []).places;
  const places = [...behind.reverse(), seed, ...ahead.places];
  const strength = places.reduce(
    (sum, { x, y, angleRad }) => sum + response.at(x, y, angleRad) - settings.noiseLevel,
    0,
  );
  return { points: Float64Array.from(places.flatMap(({ x, y }) => [x, y])), closed, strength };
}

/** One way from `start`, which is not part of the result. */
function walk(
  response: BilayerResponse,
  start: Place,
  settings: TrackSettings,
  steps: number,
  seeds: readonly Place[],
): { places: Place[]; closed: boolean } {
  const { halfWidthPx } = settings;
  const stepPx = halfWidthPx * STEP;
  const places: Place[] = [];
  const values = [response.at(start.x, start.y, start.angleRad)];
  let here = start;
  while (places.length < steps) {
    const level = END_SHARE * median(values);
    const { curvature, mean } = bestArc(response, here, settings);
    here = settle(response, advance(here, curvature, stepPx), halfWidthPx);
    const value = response.at(here.x, here.y, here.angleRad);
    if ((mean < level && value < level) || !inSignal(here, response.box, settings)) break;
    const meets = [...seeds, ...places].findIndex(
      (place, i) => places.length - i > 3 / STEP && Math.hypot(place.x - here.x, place.y - here.y) < halfWidthPx / 2,
    );
    if (meets >= 0) return { places, closed: meets < 3 && seeds.length > 0 };
    places.push(here);
    values.push(value);
  }
  const level = END_SHARE * median(values);
  while (places.length > 0 && values[places.length] < level) places.pop();
  return { places, closed: false };
}

function inSignal({ x, y }: Place, box: number, { signalRadiusPx }: TrackSettings): boolean {
  return Math.hypot(x - (box - 1) / 2, y - (box - 1) / 2) <= signalRadiusPx;
}

/** The arc ahead along which the response is largest. */
function bestArc(response: BilayerResponse, from: Place, settings: TrackSettings): { curvature: number; mean: number } {
  const { halfWidthPx, curvatureThreshold } = settings;
  const largest = Math.min(curvatureThreshold, 1 / halfWidthPx);
  let best = { curvature: 0, mean: -Infinity };
  for (let arc = 0; arc < ARCS; arc++) {
    const curvature = largest * ((2 * arc) / (ARCS - 1) - 1);
    let sum = 0;
    for (let step = 1; step <= LOOK_AHEAD; step++) {
      const { x, y, angleRad } = advance(from, curvature, step * halfWidthPx * STEP);
      sum += Math.max(0, response.at(x, y, angleRad));
    }
    if (sum / LOOK_AHEAD > best.mean) best = { curvature, mean: sum / LOOK_AHEAD };
  }
  return best;
}

/** The place after `lengthPx` along an arc. */
function advance({ x, y, angleRad }: Place, curvature: number, lengthPx: number): Place {
  const turn = curvature * lengthPx;
  const chord = Math.abs(turn) < 1e-9 ? lengthPx : (2 * Math.sin(turn / 2)) / curvature;
  const direction = angleRad + turn / 2;
  return { x: x + chord * Math.cos(direction), y: y + chord * Math.sin(direction), angleRad: angleRad + turn };
}

/** Moves a place sideways, and turns it a little, to where the response is largest. */
function settle(response: BilayerResponse, place: Place, halfWidthPx: number): Place {
  let best = place;
  let largest = -Infinity;
  for (const side of [0, -1, 1]) {
    for (const turn of [0, -1, 1]) {
      const angleRad = place.angleRad + (turn * Math.PI) / 36;
      const offset = (side * halfWidthPx) / 10;
      const moved = { x: place.x - offset * Math.sin(angleRad), y: place.y + offset * Math.cos(angleRad), angleRad };
      const value = response.at(moved.x, moved.y, angleRad);
      if (value > largest) [best, largest] = [moved, value];
    }
  }
  return best;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
