import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSection } from '../../helpers/golden.ts';
import { readNpy } from '../../../src/formats/npy.ts';
import { SHARED_DATA } from '../../helpers/shared-data.ts';

interface GoldenCurve {
  control_points: [number, number][];
  peer_fitness: number;
  own_objective: {
    cc: number;
    curvature_penalty: number;
    control_point_penalty: number;
    max_curvature: number;
    n_curve_points: number;
    mem_dist: number;
  };
  peer_coarse_loss: number;
}

interface ObjectiveFile {
  box: number;
  pixel_size_f32: number;
  curvature_penalty_threshold: number;
  classes: Record<
    string,
    {
      curves: Record<string, GoldenCurve>;
      nelder_mead_from_best_of_above?: { control_points: [number, number][]; fitness: number };
    }
  >;
}

export interface GoldenClass {
  name: string;
  box: number;
  pixelSizeA: number;
  curvatureThreshold: number;
  /** Row-major, 128 x 128. */
  template: Float32Array;
  templateBox: number;
  /** Row-major, box x box. */
  zoomed: Float32Array;
  coarsePoints: Float64Array;
  curves: [string, GoldenCurve][];
  /** The best objective that is known, and its curve. */
  best: { fitness: number; controlPoints: number[] };
}

/** The five classes of the golden sets `tiny` and `small`. */
export function goldenClasses(): GoldenClass[] {
  return ['tiny', 'small'].flatMap((set) => {
    const folder = join(SHARED_DATA, 'golden', set, 'analysis');
    const file = JSON.parse(readFileSync(join(folder, 'objective.json'), 'utf8')) as ObjectiveFile;
    const zoomed = readNpy(join(folder, 'zoomed_templates_float32.npy')).values as Float32Array;
    return Object.entries(file.classes).map(([id, { curves, nelder_mead_from_best_of_above: polished }]) => {
      const known = Object.values(curves).map((curve) => ({
        fitness: curve.peer_fitness,
        controlPoints: curve.control_points.flat(),
      }));
      if (polished) known.push({ fitness: polished.fitness, controlPoints: polished.control_points.flat() });
      const pixels = file.box ** 2;
      return {
        name: `${set} class ${id}`,
        box: file.box,
        pixelSizeA: file.pixel_size_f32,
        curvatureThreshold: file.curvature_penalty_threshold,
        template: readSection(join(SHARED_DATA, 'golden', set, 'project/J220/templates_selected.mrc'), Number(id)),
        templateBox: 128,
        zoomed: Float32Array.from(zoomed.subarray(Number(id) * pixels, (Number(id) + 1) * pixels)),
        coarsePoints: Float64Array.from(readNpy(join(folder, `coarse_points_class${id}.npy`)).values as Float64Array),
        curves: Object.entries(curves),
        best: known.reduce((a, b) => (b.fitness > a.fitness ? b : a)),
      };
    });
  });
}
