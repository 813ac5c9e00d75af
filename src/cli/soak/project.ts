import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../base/atomic-file.ts';
import { formatJson } from '../../base/json.ts';
import { DemoFolder, PROJECT_PATHS } from '../../demo/layout.ts';
import { makeProject } from '../../demo/project.ts';
import { DEFAULT_SETTINGS } from '../../demo/settings.ts';

/** GPU ids of the soak's pool: slots, since its batches run without nvidia-smi. */
const POOL = [0, 1];

/** The demo's project at half its resolution: a batch takes about two seconds of a processor. */
const SMALL = { micrographs: 2, widthPx: 500, heightPx: 500, boxPx: 80, templateBoxPx: 64, pixelSizeA: 4.8 };

/** The inputs of every seed. */
export function makeInputs(folder: string): string {
  const demo = new DemoFolder(folder);
  makeProject(demo, { ...DEFAULT_SETTINGS, ...SMALL }, () => {});
  return demo.project;
}

/** A run root with a spec of four jobs: curves, two subtractions, micrographs; returns the spec's path. */
export function makeRunRoot(root: string, project: string, retries: number): string {
  const [particle, template, star] = [PROJECT_PATHS.particles, PROJECT_PATHS.templates, PROJECT_PATHS.star].map(
    (path) => join(project, path),
  );
  const job = (job_id: string, kind: string, depends_on: string[], args: object) => ({
    job_id,
    kind: `bezierfit_${kind}`,
    output_root: join('jobs', job_id),
    resources: { gpus: 1, procs: 1 },
    retries,
    depends_on,
    args,
  });
  const pms = (id: string, points_step: number) =>
    job(id, 'particle_pms', ['curves'], { particle, template, points_step, physical_membrane_dist: 35, device: 'cpu' });
  const quick = { coarsefit_iter: 2, refine_iter: 2, num_points: 40 };
  const spec = {
    scheduler: { gpus: POOL, policy: 'round_robin', fail_fast: false },
    jobs: [
      job('curves', 'mem_analyze', [], { template, particle, ...quick }),
      pms('fine', 0.005),
      pms('coarse', 0.01),
      job('micrographs', 'micrograph_mms', ['fine'], { particle: star, device: 'cpu' }),
    ],
  };
  makeFolder(root, { durable: false });
  const path = join(root, 'spec.json');
  writeFileSync(path, formatJson(spec));
  return path;
}

/** Removes everything but the spec: the batch begins anew. */
export function forgetRun(root: string): void {
  for (const name of readdirSync(root)) if (name !== 'spec.json') rmSync(join(root, name), { recursive: true });
}

/** Path -> checksum of every output of a run root, its own path taken out of the texts. */
export function outputHashes(root: string): Map<string, string> {
  const files = readdirSync(join(root, 'jobs'), { recursive: true, encoding: 'utf8' });
  const outputs = files.filter((file) => /\.(mrcs?|star)$|control_points\.json$/.test(file)).sort();
  return new Map(
    outputs.map((file) => {
      const bytes = readFileSync(join(root, 'jobs', file), 'latin1').replaceAll(root, 'ROOT');
      return [file, createHash('sha256').update(bytes, 'latin1').digest('hex')];
    }),
  );
}
