/** Membranes as a bilayer's density drawn along circles and ellipses: no Bezier curve is involved. */

/** A closed membrane: its midline is an ellipse. Pixels; the angle turns +x towards +y. */
export interface Ring {
  centreX: number;
  centreY: number;
  /** Semi-axis along the ring's own x. */
  semiA: number;
  semiB: number;
  angleRad: number;
  /** Density relative to the other membranes. */
  amplitude: number;
}

/** A place on the midline: point, outward unit normal n, and the unit tangent t with n = (-t_y, t_x). */
export interface Foot {
  x: number;
  y: number;
  tangentX: number;
  tangentY: number;
  normalX: number;
  normalY: number;
}

const LEAFLET_A = 18;
const LEAFLET_SIGMA_A = 4.5;
const INNER_LEAFLET = 0.85;
const TROUGH = 0.35;
const TROUGH_SIGMA_A = 7;
/** Beyond this distance from the midline the bilayer's density is 0. */
const BILAYER_REACH_A = 40;

/** Density across the membrane at a signed distance from the midline (positive outside): two leaflets and a trough. */
export function bilayerDensity(distanceA: number): number {
  const gauss = (centreA: number, sigmaA: number) => Math.exp(-((distanceA - centreA) ** 2) / (2 * sigmaA ** 2));
  return (
    gauss(LEAFLET_A, LEAFLET_SIGMA_A) +
    INNER_LEAFLET * gauss(-LEAFLET_A, LEAFLET_SIGMA_A) -
    TROUGH * gauss(0, TROUGH_SIGMA_A)
  );
}

/** The place on the ring at an angle of its parametrisation (a cos, b sin). */
export function footAt(ring: Ring, parameterRad: number): Foot {
  const [cos, sin] = [Math.cos(parameterRad), Math.sin(parameterRad)];
  const [axisX, axisY] = [Math.cos(ring.angleRad), Math.sin(ring.angleRad)];
  const turn = (x: number, y: number): [number, number] => [x * axisX - y * axisY, x * axisY + y * axisX];
  const [x, y] = turn(ring.semiA * cos, ring.semiB * sin);
  const [nx, ny] = turn(ring.semiB * cos, ring.semiA * sin);
  const length = Math.hypot(nx, ny);
  const [normalX, normalY] = [nx / length, ny / length];
  return { x: ring.centreX + x, y: ring.centreY + y, tangentX: normalY, tangentY: -normalX, normalX, normalY };
}

/** Signed distance in pixels to the midline, positive outside; NaN where it surely exceeds `reachPx`. */
export function distanceToRing(ring: Ring, x: number, y: number, reachPx: number): number {
  const { semiA, semiB } = ring;
  const [dx, dy] = [x - ring.centreX, y - ring.centreY];
  const [cos, sin] = [Math.cos(ring.angleRad), Math.sin(ring.angleRad)];
  const px = Math.abs(dx * cos + dy * sin);
  const py = Math.abs(-dx * sin + dy * cos);
  const level = length(px / semiA, py / semiB);
  if (Math.abs(level - 1) * Math.min(semiA, semiB) > reachPx) return NaN;
  const foot = nearestInQuadrant(semiA, semiB, px, py);
  const distance = length(px - foot[0], py - foot[1]);
  return level < 1 ? -distance : distance;
}

/** Math.hypot is several times slower. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** Nearest point of an ellipse to (px, py) >= 0, by the circle of curvature at the last guess; four turns give 1e-6. */
function nearestInQuadrant(a: number, b: number, px: number, py: number): [number, number] {
  let tx = Math.SQRT1_2;
  let ty = Math.SQRT1_2;
  for (let turn = 0; turn < 4; turn++) {
    const evoluteX = ((a * a - b * b) * tx ** 3) / a;
    const evoluteY = ((b * b - a * a) * ty ** 3) / b;
    const radius = length(a * tx - evoluteX, b * ty - evoluteY);
    const reach = length(px - evoluteX, py - evoluteY) || 1;
    tx = Math.min(1, Math.max(0, (((px - evoluteX) * radius) / reach + evoluteX) / a));
    ty = Math.min(1, Math.max(0, (((py - evoluteY) * radius) / reach + evoluteY) / b));
    const norm = length(tx, ty) || 1;
    tx /= norm;
    ty /= norm;
  }
  return [a * tx, b * ty];
}

/** Adds a ring's density to an image of width x height pixels. */
export function drawRing(image: Float64Array, width: number, height: number, ring: Ring, pixelSizeA: number): void {
  const reachPx = BILAYER_REACH_A / pixelSizeA;
  const radius = Math.max(ring.semiA, ring.semiB) + reachPx;
  const yLast = Math.min(height - 1, Math.floor(ring.centreY + radius));
  const xLast = Math.min(width - 1, Math.floor(ring.centreX + radius));
  for (let y = Math.max(0, Math.ceil(ring.centreY - radius)); y <= yLast; y++) {
    for (let x = Math.max(0, Math.ceil(ring.centreX - radius)); x <= xLast; x++) {
      const distance = distanceToRing(ring, x, y, reachPx);
      if (!(Math.abs(distance) <= reachPx)) continue;
      const i = y * width + x;
      image[i] += ring.amplitude * bilayerDensity(distance * pixelSizeA);
    }
  }
}
