import type { SpecJson } from './spec.ts';

/** What a job reads and makes. */

export interface JobFiles {
  jobId: string;
  kind: string;
  outputRoot: string;
  args: { [name: string]: unknown };
  /** job_spec_resolved.json, job_result.json as they are. */
  resolved: SpecJson | null;
  result: SpecJson | null;
  command: string;
  /** stdout, stderr and event logs that exist. */
  logs: { name: 'stdout' | 'stderr' | 'events'; path: string; sizeBytes: number }[];
}

export interface ParticleList {
  boxPx: number;
  pixelSizeA: number;
  count: number;
  stacks: { raw: string; output: string; first: number; count: number; ready: boolean }[];
  classes: number[];
}

export interface ParticleView {
  index: number;
  /** Row of the .cs file. */
  row: number;
  stack: string;
  section: number;
  output: string;
  /** The job has written it; else computed for the view alone. */
  ready: boolean;
  classId: number;
  boxPx: number;
  pixelSizeA: number;
  halfWidthPx: number;
  psiDeg: number;
  shiftXPx: number;
  shiftYPx: number;
  lambda: number;
  /** Curve in the particle, px: [[x, y], ...]. */
  curve: [number, number][];
  controlPoints: [number, number][];
  /** Means along the curve at each distance from it. */
  profile: { distanceA: number[]; raw: number[]; model: number[]; subtracted: number[] };
  nanPixels: number;
}

export interface MicrographList {
  micrographs: { index: number; name: string; raw: string; output: string; ready: boolean; particles: number }[];
}

export interface MicrographView {
  index: number;
  name: string;
  raw: string;
  output: string;
  ready: boolean;
  columns: number;
  rows: number;
  pixelSizeA: number | null;
  /** Centres and side, px. */
  boxes: { x: number; y: number; boxPx: number }[];
}
