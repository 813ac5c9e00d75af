import type { Foot } from './bilayer.ts';
import type { DemoClass, DemoSettings } from './settings.ts';
import type { Random } from '../base/random.ts';

/**
 * Where a template point q lies in a particle: p = R (q - c) + c - shift, R = [[cos psi, sin psi], [-sin psi, cos psi]]
 * on (x, y), c = box div 2.
 */
export interface Alignment {
  psiRad: number;
  shiftXPx: number;
  shiftYPx: number;
}

export interface Particle {
  classId: number;
  ringIndex: number;
  /** The pick: centre of the box in the micrograph, whole pixels. */
  coordinateX: number;
  coordinateY: number;
  /** The truth. */
  pose: Alignment;
  /** What 2-D classification found: the truth with its small errors. */
  found: Alignment;
}

const PICK_ERROR_PX = 4;
const SHIFT_ERROR_PX = 0.4;
const PSI_ERROR_RAD = 0.01;

/** A particle of a class at a place of a membrane, picked and aligned as well as programs do. */
export function poseParticle(
  foot: Foot,
  kind: DemoClass,
  ringIndex: number,
  settings: DemoSettings,
  random: Random,
): Particle {
  const offsetPx = kind.centreOffsetA / settings.pixelSizeA;
  const centreX = foot.x + offsetPx * foot.normalX;
  const centreY = foot.y + offsetPx * foot.normalY;
  const coordinateX = Math.round(centreX + PICK_ERROR_PX * random.normal());
  const coordinateY = Math.round(centreY + PICK_ERROR_PX * random.normal());
  const pose = {
    psiRad: wrapAngle(kind.tangentRad - Math.atan2(foot.tangentY, foot.tangentX)),
    shiftXPx: coordinateX - centreX,
    shiftYPx: coordinateY - centreY,
  };
  const found = {
    psiRad: wrapAngle(pose.psiRad + PSI_ERROR_RAD * random.normal()),
    shiftXPx: pose.shiftXPx + SHIFT_ERROR_PX * random.normal(),
    shiftYPx: pose.shiftYPx + SHIFT_ERROR_PX * random.normal(),
  };
  return { classId: kind.id, ringIndex, coordinateX, coordinateY, pose, found };
}

function wrapAngle(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}
