import { writeCs } from '../formats/cs/write.ts';
import type { Random } from '../base/random.ts';
import { StarLoop } from '../formats/star/loop.ts';
import { writeStar, type StarBlockToWrite } from '../formats/star/write.ts';
import { blobColumns, float32, tableOf, text, unsigned32, unsigned64 } from './columns.ts';
import { MICROSCOPE } from './ctf.ts';
import { PROJECT_PATHS } from './layout.ts';
import { CLASSES, type DemoClass } from './settings.ts';
import type { Truth, TrueParticle } from './truth.ts';

/** A 64-bit identity, as cryoSPARC gives one to every row. */
export function randomUid(random: Random): bigint {
  return (BigInt(random.uint32()) << 32n) | BigInt(random.uint32());
}

/** particles_selected.cs: what the extraction and the 2-D classification say about each particle. */
export function writeParticlesCs(path: string, truth: Truth, random: Random): void {
  const { boxPx, pixelSizeA, widthPx, heightPx } = truth.settings;
  const micrographOf = (particle: TrueParticle) => truth.micrographs[particle.micrograph];
  const defocusA = (particle: TrueParticle) => micrographOf(particle).defocusA;
  const table = tableOf(truth.particles, {
    uid: unsigned64(() => randomUid(random)),
    ...blobColumns<TrueParticle>(
      (particle) => PROJECT_PATHS.stack(micrographOf(particle).name),
      ({ section }) => section,
      { boxPx, pixelSizeA },
    ),
    'blob/sign': float32(() => -1),
    'blob/import_sig': unsigned64(() => 0n),
    'ctf/type': text(() => 'spline'),
    'ctf/exp_group_id': unsigned32(() => 1),
    'ctf/accel_kv': float32(() => MICROSCOPE.voltageKv),
    'ctf/cs_mm': float32(() => MICROSCOPE.sphericalAberrationMm),
    'ctf/amp_contrast': float32(() => MICROSCOPE.amplitudeContrast),
    'ctf/df1_A': float32(defocusA),
    'ctf/df2_A': float32(defocusA),
    'ctf/df_angle_rad': float32(() => 0),
    'ctf/phase_shift_rad': float32(() => 0),
    'alignments2D/split': unsigned32(() => random.below(2)),
    'alignments2D/shift': float32(({ found }) => [found.shiftXPx, found.shiftYPx]),
    'alignments2D/pose': float32(({ found }) => found.psiRad),
    'alignments2D/psize_A': float32(() => pixelSizeA),
    'alignments2D/class_posterior': float32(() => 1),
    'alignments2D/class': unsigned32(({ classId }) => classId),
    'alignments2D/class_ess': float32(() => 1),
    'location/micrograph_uid': unsigned64((particle) => BigInt(micrographOf(particle).uid)),
    'location/exp_group_id': unsigned32(() => 1),
    'location/micrograph_path': text((particle) => PROJECT_PATHS.micrograph(micrographOf(particle).name)),
    'location/micrograph_shape': unsigned32(() => [heightPx, widthPx]),
    'location/center_x_frac': float32(({ coordinateX }) => coordinateX / widthPx),
    'location/center_y_frac': float32(({ coordinateY }) => coordinateY / heightPx),
  });
  writeCs(path, table, { variant: 'npy' });
}

/** templates_selected.cs: the chosen class averages, those that have particles. */
export function writeTemplatesCs(path: string, truth: Truth, random: Random): void {
  const { boxPx, templateBoxPx, pixelSizeA } = truth.settings;
  const particlesOf = ({ id }: DemoClass) => truth.particles.filter(({ classId }) => classId === id).length;
  const table = tableOf(
    CLASSES.filter((kind) => particlesOf(kind) > 0),
    {
      uid: unsigned64(() => randomUid(random)),
      ...blobColumns<DemoClass>(
        () => PROJECT_PATHS.averages,
        ({ id }) => id,
        { boxPx: templateBoxPx, pixelSizeA: (pixelSizeA * boxPx) / templateBoxPx },
      ),
      'blob/sign': float32(() => 1),
      'blob/import_sig': unsigned64(() => 0n),
      'blob/res_A': float32(() => 10),
      'blob/class_ess': float32(() => 1),
      'blob/num_particles': unsigned32(particlesOf),
    },
  );
  writeCs(path, table, { variant: 'npy' });
}

/** particles_selected.star, as a converter makes it from the .cs: an optics table and the particles. */
export function writeParticlesStar(path: string, truth: Truth): void {
  const { boxPx, pixelSizeA } = truth.settings;
  const { voltageKv, sphericalAberrationMm, amplitudeContrast } = MICROSCOPE;
  const optics = {
    rlnOpticsGroup: 1,
    rlnOpticsGroupName: 'opticsGroup1',
    rlnMicrographPixelSize: pixelSizeA.toFixed(6),
    rlnVoltage: voltageKv.toFixed(6),
    rlnSphericalAberration: sphericalAberrationMm.toFixed(6),
    rlnAmplitudeContrast: amplitudeContrast.toFixed(6),
    rlnImagePixelSize: pixelSizeA.toFixed(6),
    rlnImageSize: boxPx,
    rlnImageDimensionality: 2,
  };
  const particles = truth.particles.map((particle) => {
    const { name, defocusA } = truth.micrographs[particle.micrograph];
    return {
      rlnImageName: `${String(particle.section + 1).padStart(6, '0')}@${PROJECT_PATHS.stack(name)}`,
      rlnMicrographName: PROJECT_PATHS.micrograph(name),
      rlnCoordinateX: particle.coordinateX,
      rlnCoordinateY: particle.coordinateY,
      rlnAnglePsi: ((particle.found.psiRad * 180) / Math.PI).toFixed(6),
      rlnOriginXAngst: (particle.found.shiftXPx * pixelSizeA).toFixed(6),
      rlnOriginYAngst: (particle.found.shiftYPx * pixelSizeA).toFixed(6),
      rlnClassNumber: particle.classId + 1,
      rlnDefocusU: defocusA.toFixed(2),
      rlnDefocusV: defocusA.toFixed(2),
      rlnDefocusAngle: '0.00',
      rlnOpticsGroup: 1,
    };
  });
  writeStar(path, { blocks: [starBlock('optics', [optics]), starBlock('particles', particles)], comments: [] });
}

function starBlock(name: string, rows: readonly Record<string, string | number>[]): StarBlockToWrite {
  const labels = Object.keys(rows[0] ?? {});
  const columns = labels.map((label) => [label, rows.map((row) => String(row[label]))]);
  return { name, comments: ['# version 30001'], pairs: [], loops: [StarLoop.from(Object.fromEntries(columns))] };
}
