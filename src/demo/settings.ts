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
  /** Semi-axes of the membrane's midline. */
  semiAxesA: readonly [number, number];
  /** Particles all along the ring, or only at the two ends of its long axis, where it bends most. */
  sites: 'all along' | 'ends';
  ringsPerMicrograph: number;
  species: number;
  /** How the class average is turned: direction of the membrane's tangent. */
  tangentRad: number;
  /** The alignment's centre lies this far outside the midline. */
  centreOffsetA: number;
}

export const CLASSES: readonly DemoClass[] = [
  {
    id: 0,
    semiAxesA: [2200, 2200],
    sites: 'all along',
    ringsPerMicrograph: 1,
    species: 0,
    tangentRad: 0.15,
    centreOffsetA: 20,
  },
  {
    id: 1,
    semiAxesA: [800, 800],
    sites: 'all along',
    ringsPerMicrograph: 1,
    species: 1,
    tangentRad: 2.3,
    centreOffsetA: 26,
  },
  {
    id: 2,
    semiAxesA: [420, 420],
    sites: 'all along',
    ringsPerMicrograph: 2,
    species: 2,
    tangentRad: -1.2,
    centreOffsetA: 8,
  },
  {
    id: 4,
    semiAxesA: [290, 290],
    sites: 'all along',
    ringsPerMicrograph: 2,
    species: 0,
    tangentRad: 0.9,
    centreOffsetA: 14,
  },
  {
    id: 5,
    semiAxesA: [420, 300],
    sites: 'ends',
    ringsPerMicrograph: 3,
    species: 1,
    tangentRad: -0.4,
    centreOffsetA: 18,
  },
];
