import type { RunRootRequest } from './spec.ts';

/** Class averages, their curves and control points. */

export interface ClassList {
  boxPx: number;
  pixelSizeA: number;
  halfWidthPx: number;
  curvatureThreshold: number;
  /** File that is shown and saved; null: not there yet. */
  controlPointsFile: string;
  exists: boolean;
  /** Number to send back when saving. */
  revision: string;
  classes: ClassView[];
}

export interface ClassView {
  classId: number;
  controlPoints: [number, number][] | null;
  /** Of the particle box. */
  curve: [number, number][];
  objective: Objective | null;
  particles: number | null;
  fault: string | null;
}

export interface ObjectiveRequest extends RunRootRequest {
  jobId: string;
  classId: number;
  controlPoints: [number, number][];
}

/** What speaks against a curve on its class average; empty: nothing. (docs/guide.md) */
export interface CurveWarnings {
  warnings: string[];
}

export interface Objective {
  /** correlation - curvaturePenalty - boxPenalty; null: the curve misses the box. */
  fitness: number | null;
  correlation: number;
  curvaturePenalty: number;
  boxPenalty: number;
  maxCurvature: number;
  curve: [number, number][];
}

export interface ControlPointsSave extends RunRootRequest {
  jobId: string;
  revision: string;
  /** Only the classes that were changed. */
  classes: { classId: number; controlPoints: [number, number][] }[];
}

export interface ControlPointsSaved {
  path: string;
  /** Copy of the file as it was. */
  copy: string;
  revision: string;
}
