import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import { formatJson } from '../base/json.ts';
import type { Ring } from './bilayer.ts';
import type { Particle } from './particle-pose.ts';
import type { DemoSettings } from './settings.ts';

/** Ground truth of one particle: its pose, and how its box was normalised. */
export interface TrueParticle extends Particle {
  micrograph: number;
  /** In the micrograph's stack, from 0. */
  section: number;
  /** Of the box in the micrograph: particle = (mean - micrograph) / deviation. */
  mean: number;
  deviation: number;
}

export interface TrueMicrograph {
  name: string;
  /** cryoSPARC's number of it, 64 bits, in decimals. */
  uid: string;
  defocusA: number;
  rings: Ring[];
}

/** What the demo's data was made from; kept beside the project in `truth/`. */
export interface Truth {
  settings: DemoSettings;
  micrographs: TrueMicrograph[];
  particles: TrueParticle[];
}

/** Writes the truth of a demo as JSON. */
export function writeTruth(path: string, truth: Truth): void {
  makeFolder(dirname(path), { durable: false });
  writeFileSync(path, formatJson(truth));
}
