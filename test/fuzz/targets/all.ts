import type { Target } from '../target.ts';
import { bzip2Target } from './bzip2.ts';
import { csTargets } from './cs.ts';
import { mrcTargets } from './mrc.ts';
import { npyTarget } from './npy.ts';
import { recordTargets } from './records.ts';
import { specTarget, controlPointsTarget } from './spec.ts';
import { starTarget } from './star.ts';

/** Everything that the program reads. A function: making the whole files takes a moment. */
export function TARGETS(): Target[] {
  return [
    ...mrcTargets(),
    bzip2Target(),
    npyTarget(),
    ...csTargets(),
    starTarget(),
    specTarget(),
    controlPointsTarget(),
    ...recordTargets(),
  ];
}
