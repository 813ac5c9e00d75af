import { distanceToRing, footAt, type Foot, type Ring } from './bilayer.ts';
import { CLASSES, RING_KINDS, type DemoSettings, type RingKind } from './settings.ts';
import { poseParticle, type Particle } from './particle-pose.ts';
import type { Random } from '../base/random.ts';

/** What is in one micrograph, in its pixels: x column, y row, pixel centres at integers. */
export interface Scene {
  rings: Ring[];
  proteins: { species: number; foot: Foot }[];
  solubles: { x: number; y: number }[];
  particles: Particle[];
}

const SIZE_JITTER = 0.03;
const AMPLITUDE_JITTER = 0.08;
/** Least distance between the midlines of two membranes. */
const RING_GAP_A = 95;
const SITE_SPACING_A = [130, 200] as const;
const SITE_JITTER_RAD = 0.04;
const PICKED_SHARE = 0.9;
const SOLUBLE_PER_SQUARE_MICRON = 250;
/** Diameter of a small membrane over the shorter side of the micrograph. */
const FITTING_SHARE = 0.4;
const PLACEMENT_TRIES = 300;

/** A seeded micrograph: membranes that do not touch each other, proteins on them, particles picked on most of these. */
export function makeScene(settings: DemoSettings, random: Random): Scene {
  const scene: Scene = { rings: [], proteins: [], solubles: [], particles: [] };
  for (const kind of RING_KINDS) {
    for (let k = 0; k < kind.perMicrograph; k++) {
      const ring = placeRing(kind, scene.rings, settings, random);
      if (!ring) continue;
      scene.rings.push(ring);
      populate(scene, kind, settings, random);
    }
  }
  const areaSquareMicron = (settings.widthPx * settings.heightPx * settings.pixelSizeA ** 2) / 1e8;
  for (let k = 0; k < areaSquareMicron * SOLUBLE_PER_SQUARE_MICRON; k++) {
    scene.solubles.push({ x: random.uniform() * settings.widthPx, y: random.uniform() * settings.heightPx });
  }
  return scene;
}

function placeRing(kind: RingKind, others: readonly Ring[], settings: DemoSettings, random: Random): Ring | null {
  const scale = (1 + SIZE_JITTER * (2 * random.uniform() - 1)) / settings.pixelSizeA;
  for (let attempt = 0; attempt < PLACEMENT_TRIES; attempt++) {
    const ring: Ring = {
      centreX: 0,
      centreY: 0,
      semiA: kind.semiAxesA[0] * scale,
      semiB: kind.semiAxesA[1] * scale,
      angleRad: random.uniform() * 2 * Math.PI,
      amplitude: 1 + AMPLITUDE_JITTER * (2 * random.uniform() - 1),
    };
    const anchor = footAt(ring, random.uniform() * 2 * Math.PI);
    const margin = settings.boxPx / 2;
    ring.centreX = margin + random.uniform() * (settings.widthPx - 2 * margin) - anchor.x;
    ring.centreY = margin + random.uniform() * (settings.heightPx - 2 * margin) - anchor.y;
    if (keepsApart(ring, others, settings) && isWorthwhile(ring, settings)) return ring;
  }
  return null;
}

function* midline(ring: Ring, spacingPx: number): Generator<{ parameterRad: number; foot: Foot }> {
  const step = spacingPx / Math.max(ring.semiA, ring.semiB);
  for (let parameterRad = 0; parameterRad < 2 * Math.PI; parameterRad += step) {
    yield { parameterRad, foot: footAt(ring, parameterRad) };
  }
}

function keepsApart(ring: Ring, others: readonly Ring[], settings: DemoSettings): boolean {
  const gapPx = RING_GAP_A / settings.pixelSizeA;
  for (const { foot } of midline(ring, 4)) {
    for (const other of others) if (Math.abs(distanceToRing(other, foot.x, foot.y, gapPx)) < gapPx) return false;
  }
  return true;
}

/** Particles fit nearly all around a small one; along a larger one over at least two widths of a box. */
function isWorthwhile(ring: Ring, settings: DemoSettings): boolean {
  const spacingPx = 4;
  const inside = [...midline(ring, spacingPx)].map(({ foot }) => boxIsInside(foot.x, foot.y, settings));
  const insideCount = inside.filter(Boolean).length;
  const fits = 2 * Math.max(ring.semiA, ring.semiB) < FITTING_SHARE * Math.min(settings.widthPx, settings.heightPx);
  return fits ? insideCount > 0.9 * inside.length : insideCount * spacingPx > 2 * settings.boxPx;
}

function boxIsInside(x: number, y: number, { boxPx, widthPx, heightPx }: DemoSettings): boolean {
  const half = boxPx / 2;
  return x >= half && y >= half && x <= widthPx - half && y <= heightPx - half;
}

/** Proteins along the newest ring, and the particles that a picker finds there. */
function populate(scene: Scene, kind: RingKind, settings: DemoSettings, random: Random): void {
  const ringIndex = scene.rings.length - 1;
  const ring = scene.rings[ringIndex];
  sitesOf(ring, kind, settings, random).forEach((parameterRad, i) => {
    const foot = footAt(ring, parameterRad);
    const classId = kind.classIds[i % kind.classIds.length];
    const seenAs = CLASSES.find(({ id }) => id === classId);
    if (!seenAs) throw new Error(`there is no class ${classId}`);
    scene.proteins.push({ species: seenAs.species, foot });
    if (random.uniform() > PICKED_SHARE) return;
    const particle = poseParticle(foot, seenAs, ringIndex, settings, random);
    if (boxIsInside(particle.coordinateX, particle.coordinateY, settings)) scene.particles.push(particle);
  });
}

function sitesOf(ring: Ring, kind: RingKind, settings: DemoSettings, random: Random): number[] {
  if (kind.sitesRad !== 'all along')
    return kind.sitesRad.map((angleRad) => angleRad + SITE_JITTER_RAD * random.normal());
  const sites: number[] = [];
  const [least, most] = SITE_SPACING_A;
  for (let parameterRad = random.uniform(); parameterRad < 2 * Math.PI;) {
    sites.push(parameterRad);
    parameterRad += (least + random.uniform() * (most - least)) / settings.pixelSizeA / ring.semiA;
  }
  return sites;
}
