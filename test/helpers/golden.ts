import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readCs } from '../../src/formats/cs/read.ts';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { StringColumn } from '../../src/formats/strings.ts';
import type { Pose } from '../../src/membrane/pose.ts';
import { SHARED_DATA } from './shared-data.ts';

export const GOLDEN = join(SHARED_DATA, 'golden');

/** One row of a golden project's particles_selected.cs. */
export interface GoldenParticle extends Pose {
  row: number;
  /** Path of the raw stack. */
  stack: string;
  section: number;
  classId: number;
  pixelSizeA: number;
  box: number;
  /** Control points of its class, [x0, y0, x1, y1, ...]. */
  points: number[];
}

/** The particles of a golden set (`tiny`, `edge/odd_box65`, ...). */
export function goldenParticles(set: string): GoldenParticle[] {
  const project = join(GOLDEN, set, 'project');
  const table = readCs(join(project, 'J220/particles_selected.cs'));
  const curves = JSON.parse(readFileSync(join(GOLDEN, set, 'control_points.json'), 'utf8')) as Record<
    string,
    number[][]
  >;
  const paths = table.columns.get('blob/path')?.values as StringColumn;
  const value = (name: string, row: number, width = 1, at = 0) =>
    Number((table.columns.get(name)?.values as Float64Array)[row * width + at]);
  return Array.from({ length: table.rows }, (_, row) => ({
    row,
    stack: join(project, paths.at(row)),
    section: value('blob/idx', row),
    classId: value('alignments2D/class', row),
    psiRad: value('alignments2D/pose', row),
    shiftXPx: value('alignments2D/shift', row, 2, 0),
    shiftYPx: value('alignments2D/shift', row, 2, 1),
    pixelSizeA: value('blob/psize_A', row),
    box: value('blob/shape', row, 2),
    points: (curves[String(value('alignments2D/class', row))] ?? []).flat(),
  }));
}

/** One section of a stack as float32; a single image is section 0. */
export function readSection(path: string, section: number): Float32Array {
  const reader = openMrc(path);
  try {
    return reader.readSection(section);
  } finally {
    reader.close();
  }
}

/** The name under which the older program wrote a stack or a micrograph. */
export function subtractedName(path: string): string {
  return basename(path).replace(/(\.mrcs?)$/, '_subtracted$1');
}
