import { join } from 'node:path';
import type { DemoClass } from './settings.ts';

/** Where everything of a demo lies; the project's own paths are those of a cryoSPARC project. */
export class DemoFolder {
  readonly root: string;
  constructor(root: string) {
    this.root = root;
  }
  get project(): string {
    return join(this.root, 'project');
  }
  get specFile(): string {
    return join(this.root, 'batch_spec.json');
  }
  get stateFile(): string {
    return join(this.root, 'scheduler_state.json');
  }
  get truthFile(): string {
    return join(this.root, 'truth', 'truth.json');
  }
  get reportFile(): string {
    return join(this.root, 'report.json');
  }
  /** What a micrograph's membranes or proteins alone look like. */
  truthImage(what: 'membrane' | 'protein', micrographName: string): string {
    return join(this.root, 'truth', what, `${micrographName}.mrc`);
  }
  run(jobId: string): string {
    return join(this.root, 'runs', jobId);
  }
  picture(name: string): string {
    return join(this.root, 'pictures', `${name}.png`);
  }
}

/** Paths inside the project, as its .cs and STAR files spell them. */
export const PROJECT_PATHS = {
  micrograph: (name: string) => `J12/motioncorrected/${name}.mrc`,
  stack: (name: string) => `J42/extract/${name}_particles.mrcs`,
  averages: 'J50/J50_020_class_averages.mrc',
  particles: 'J51/particles_selected.cs',
  templates: 'J51/templates_selected.cs',
  star: 'J51/particles_selected.star',
} as const;

/** Where the jobs of the batch put what they made of a stack or micrograph. */
export const OUTPUT_PATHS = {
  stack: (name: string) => `subtracted/${name}_particles_subtracted.mrcs`,
  micrograph: (name: string) => `subtracted/${name}_subtracted.mrc`,
} as const;

/** Sections of the class-average file: one for every class number, chosen or not. */
export function averageSections(classes: readonly DemoClass[]): number {
  return Math.max(...classes.map(({ id }) => id)) + 1;
}
