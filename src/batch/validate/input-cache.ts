import type { ImageShape } from '../../jobs/io/image-shape.ts';
import { readParticleRows, type ParticleRows } from '../../jobs/io/particle-rows.ts';
import { checkStacks } from '../../jobs/io/stack-checks.ts';
import type { JobSpec } from '../../spec/types.ts';

/** Jobs of a sweep read the same large inputs: each is read and checked once. */
export class InputCache {
  private readonly rows = new Map<string, ParticleRows>();
  private readonly shapes = new Map<string, ImageShape[]>();

  /** @throws InputError as readParticleRows */
  particleRows({ args }: JobSpec): ParticleRows {
    const [particle, baseDir] = [String(args.particle), String(args.input_base_dir)];
    return remember(this.rows, JSON.stringify([particle, baseDir]), () => readParticleRows(particle, baseDir));
  }

  /** Shapes of a job's raw stacks. @throws InputError as checkStacks */
  stackShapes(job: JobSpec): ImageShape[] {
    const { particle, input_base_dir, physical_membrane_dist: distA } = job.args;
    const key = JSON.stringify([particle, input_base_dir, distA]);
    return remember(this.shapes, key, () => checkStacks(this.particleRows(job), Number(distA)));
  }
}

function remember<T>(known: Map<string, T>, key: string, read: () => T): T {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}
