import { dirname, join } from 'node:path';
import { makeFolder } from '../base/atomic-file.ts';
import { Random } from '../base/random.ts';
import { writeMrc } from '../formats/mrc/write.ts';
import { ClassAverage } from './averages.ts';
import { cutBox, normaliseInverted, statisticsOf } from './boxes.ts';
import { DemoFolder, PROJECT_PATHS, averageSections } from './layout.ts';
import { exposeMicrograph, type Micrograph } from './micrograph.ts';
import { makeScene } from './scene.ts';
import { CLASSES, type DemoSettings } from './settings.ts';
import { randomUid, writeParticlesCs, writeParticlesStar, writeTemplatesCs } from './tables.ts';
import { writeTruth, type Truth, type TrueMicrograph, type TrueParticle } from './truth.ts';

const DEFOCUS_A = [10_000, 20_000] as const;
/** Grey values of micrographs differ between detectors and programs. */
const GREYS = [
  { mean: -2, deviation: 3.2 },
  { mean: 14, deviation: 0.9 },
] as const;

/**
 * Makes a seeded cryoSPARC-like project with its ground truth under `folder` (layout.ts). The same settings give the
 * same files. `report` is told after each micrograph.
 */
export function makeProject(
  folder: DemoFolder,
  settings: DemoSettings,
  report: (done: number, particles: number) => void,
): Truth {
  const random = new Random(settings.seed);
  const truth: Truth = { settings, micrographs: [], particles: [] };
  const averages = new Map(
    CLASSES.map(({ id }) => [id, new ClassAverage(settings.boxPx, settings.templateBoxPx)] as const),
  );
  for (let index = 0; index < settings.micrographs; index++) {
    addMicrograph(folder, truth, averages, random);
    report(index + 1, truth.particles.length);
  }
  writeAverages(join(folder.project, PROJECT_PATHS.averages), settings, averages, random);
  const inProject = (path: string) => prepare(join(folder.project, path));
  writeParticlesCs(inProject(PROJECT_PATHS.particles), truth, random);
  writeTemplatesCs(inProject(PROJECT_PATHS.templates), truth, random);
  writeParticlesStar(inProject(PROJECT_PATHS.star), truth);
  writeTruth(folder.truthFile, truth);
  return truth;
}

function addMicrograph(
  folder: DemoFolder,
  truth: Truth,
  averages: ReadonlyMap<number, ClassAverage>,
  random: Random,
): void {
  const { settings } = truth;
  const index = truth.micrographs.length;
  const uid = randomUid(random);
  const defocusA = Math.round(DEFOCUS_A[0] + random.uniform() * (DEFOCUS_A[1] - DEFOCUS_A[0]));
  const scene = makeScene(settings, random);
  const micrograph = exposeMicrograph(scene, settings, defocusA, GREYS[index % GREYS.length], random);
  const name = `${uid}_grid1_${String(index + 1).padStart(4, '0')}_patch_aligned_doseweighted`;
  truth.micrographs.push({ name, uid: String(uid), defocusA, rings: scene.rings });
  const { images, particles } = extract(scene.particles, micrograph, settings, index);
  truth.particles.push(...particles);
  particles.forEach(({ classId, found }, i) => averages.get(classId)?.add(images[i], found, defocusA));
  writeMicrographFiles(folder, truth.micrographs[index], settings, micrograph, images);
}

/** Boxes of the picks, normalised, and the truth about each. */
function extract(
  picks: readonly Omit<TrueParticle, 'micrograph' | 'section' | 'mean' | 'deviation'>[],
  micrograph: Micrograph,
  settings: DemoSettings,
  index: number,
) {
  const images: Float32Array[] = [];
  const particles = picks.map((pick, section): TrueParticle => {
    const box = cutBox(micrograph.image, settings.widthPx, pick.coordinateX, pick.coordinateY, settings.boxPx);
    const statistics = statisticsOf(box);
    images.push(normaliseInverted(box, statistics));
    return { ...pick, micrograph: index, section, ...statistics };
  });
  return { images, particles };
}

function writeMicrographFiles(
  folder: DemoFolder,
  { name }: TrueMicrograph,
  settings: DemoSettings,
  { image, membrane, protein }: Micrograph,
  particles: readonly Float32Array[],
): void {
  const plane = { columns: settings.widthPx, rows: settings.heightPx, pixelSizeA: settings.pixelSizeA };
  const box = { columns: settings.boxPx, rows: settings.boxPx, pixelSizeA: settings.pixelSizeA };
  writeImages(join(folder.project, PROJECT_PATHS.micrograph(name)), plane, [image]);
  writeImages(folder.truthImage('membrane', name), plane, [membrane]);
  writeImages(folder.truthImage('protein', name), plane, [protein]);
  if (particles.length > 0) writeImages(join(folder.project, PROJECT_PATHS.stack(name)), box, particles);
}

/** One section for every class number; those that nobody chose hold noise, as junk classes do. */
function writeAverages(
  path: string,
  { boxPx, templateBoxPx, pixelSizeA }: DemoSettings,
  averages: ReadonlyMap<number, ClassAverage>,
  random: Random,
): void {
  const sections = Array.from({ length: averageSections(CLASSES) }, (_, id) => {
    const average = averages.get(id)?.finish(pixelSizeA);
    return average ?? Float32Array.from({ length: templateBoxPx * templateBoxPx }, () => 0.1 * random.normal());
  });
  const pixelSize = (pixelSizeA * boxPx) / templateBoxPx;
  writeImages(path, { columns: templateBoxPx, rows: templateBoxPx, pixelSizeA: pixelSize }, sections);
}

function writeImages(
  path: string,
  size: { columns: number; rows: number; pixelSizeA: number },
  images: readonly Float32Array[],
): void {
  const shape = { ...size, sections: images.length, labels: ['Simulated by bezierfit demo'], stack: true };
  writeMrc(prepare(path), shape, (section) => images[section]);
}

/** Makes the folder of a file that is to be written. */
function prepare(path: string): string {
  makeFolder(dirname(path), { durable: false });
  return path;
}
