/** What the demo's project looks like; the default is what `bezierfit demo` makes. */
export interface DemoSettings {
  seed: number;
  micrographs: number;
  widthPx: number;
  heightPx: number;
  boxPx: number;
  /** Power of two, smaller than the box, over the same field of view: the fit has to zoom. */
  templateBoxPx: number;
  pixelSizeA: number;
  /** Density 1 in units of the noise's standard deviation, before the CTF. */
  contrast: number;
}

export const DEFAULT_SETTINGS: DemoSettings = {
  seed: 1,
  micrographs: 6,
  widthPx: 1440,
  heightPx: 1152,
  boxPx: 160,
  templateBoxPx: 128,
  pixelSizeA: 2.4,
  contrast: 2.8,
};

/** One 2-D class: a membrane of one curvature with one kind of protein on it. */
export interface DemoClass {
  /** Number of the class, as cryoSPARC gives it; numbers of classes that nobody selected are missing. */
  id: number;
  species: number;
  /** How the class average is turned: direction of the membrane's tangent. */
  tangentRad: number;
  /** The alignment's centre lies this far outside the midline. */
  centreOffsetA: number;
}

export const CLASSES: readonly DemoClass[] = [
  { id: 0, species: 0, tangentRad: 0.15, centreOffsetA: 20 },
  { id: 1, species: 1, tangentRad: 2.3, centreOffsetA: 26 },
  { id: 2, species: 2, tangentRad: -1.2, centreOffsetA: 8 },
  { id: 4, species: 0, tangentRad: 0.9, centreOffsetA: 14 },
  { id: 5, species: 1, tangentRad: -0.4, centreOffsetA: 18 },
  { id: 7, species: 2, tangentRad: 2.9, centreOffsetA: 12 },
];

/** Membranes of one size and shape, and which classes the particles on them belong to. */
export interface RingKind {
  /** Semi-axes of the midline. */
  semiAxesA: readonly [number, number];
  perMicrograph: number;
  /** Particles all along (then one class), or at these angles of the parametrisation (a cos, b sin). */
  sitesRad: 'all along' | readonly number[];
  /** Classes of the sites in turn. */
  classIds: readonly number[];
}

export const RING_KINDS: readonly RingKind[] = [
  { semiAxesA: [2200, 2200], perMicrograph: 1, sitesRad: 'all along', classIds: [0] },
  { semiAxesA: [800, 800], perMicrograph: 1, sitesRad: 'all along', classIds: [1] },
  { semiAxesA: [420, 420], perMicrograph: 1, sitesRad: 'all along', classIds: [2] },
  { semiAxesA: [290, 290], perMicrograph: 2, sitesRad: 'all along', classIds: [4] },
  // Strongly bent at the two ends, nearly flat between them.
  { semiAxesA: [400, 290], perMicrograph: 2, sitesRad: [0, 0.5 * Math.PI, Math.PI, 1.5 * Math.PI], classIds: [5, 7] },
];
