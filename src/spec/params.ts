/**
 * Every argument of every job kind, declared once. The validator, the command-line flags, the JSON Schema, the forms, the
 * hash in the sidecars and the jobs' types derive from this table. (contract 3)
 */

export const JOB_KINDS = ['bezierfit_particle_pms', 'bezierfit_micrograph_mms', 'bezierfit_mem_analyze'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** The command that runs each kind. */
export const KIND_COMMANDS: Record<JobKind, 'pms' | 'mms' | 'analyze'> = {
  bezierfit_particle_pms: 'pms',
  bezierfit_micrograph_mms: 'mms',
  bezierfit_mem_analyze: 'analyze',
};

export const KIND_LABELS: Record<JobKind, string> = {
  bezierfit_particle_pms: 'Particle PMS',
  bezierfit_micrograph_mms: 'Micrograph MMS',
  bezierfit_mem_analyze: 'Membrane Analyze',
};

/** The label of a kind as a state file spells it; one that is not known is its own label. */
export function kindLabel(kind: string): string {
  return Object.hasOwn(KIND_LABELS, kind) ? KIND_LABELS[kind as JobKind] : kind;
}

export type ParamValue = string | number | boolean | null;

export interface Param {
  name: string;
  /** `paths` is one string of paths joined by commas. */
  type: 'path' | 'paths' | 'folder' | 'name' | 'number' | 'integer' | 'boolean' | 'choice';
  required?: boolean;
  /** null: worked out at run time (said in `help`). */
  default?: ParamValue;
  unit?: string;
  min?: number;
  /** The value must be greater than this. */
  above?: number;
  max?: number;
  choices?: readonly string[];
  /** Endings of the files that a `path` may name, for file dialogs and messages. */
  files?: readonly string[];
  help: string;
  /** It changes the numbers in the output, so it belongs into the sidecar's params hash. */
  affectsPixels?: boolean;
  /** The older program does not know it: left out of argv for `runner: memxterminator`, and of hashes at its default. */
  ours?: boolean;
}

const batchSize = {
  name: 'batch_size',
  type: 'integer',
  min: 1,
  help: 'Minibatch size; an upper bound on a GPU',
} as const satisfies Param;
const procs = {
  name: 'procs',
  type: 'integer',
  default: null,
  min: 1,
  help: 'Worker threads; default: the number of GPUs, or a fair share of the cores',
} as const satisfies Param;
const inputBaseDir = {
  name: 'input_base_dir',
  type: 'folder',
  default: null,
  help: 'Folder from which relative paths inside the input files are resolved; inferred when not set',
} as const satisfies Param;
const resume = {
  name: 'resume',
  type: 'boolean',
  default: true,
  help: 'Skip what its .mxt sidecar shows to be done',
} as const satisfies Param;
const force = {
  name: 'force',
  type: 'boolean',
  default: false,
  help: 'Compute everything again',
} as const satisfies Param;
const adoptExistingOutputs = {
  name: 'adopt_existing_outputs',
  type: 'boolean',
  default: false,
  help: 'Accept sane outputs of an older run that have no .mxt sidecar',
} as const satisfies Param;
const skipFailed = {
  name: 'skip_failed',
  type: 'boolean',
  default: false,
  help: 'Leave out items whose sidecar says that they failed with the same parameters',
} as const satisfies Param;
const device = {
  name: 'device',
  type: 'choice',
  choices: ['auto', 'cuda', 'cpu'],
  default: 'auto',
  ours: true,
  help: 'Where to compute; auto uses the GPUs of the job when there are any',
} as const satisfies Param;
const physicalMembraneDist = {
  name: 'physical_membrane_dist',
  type: 'number',
  above: 0,
  unit: 'Å',
  affectsPixels: true,
  help: 'Membrane thickness, e.g. 35',
} as const satisfies Param;

const DECLARED = {
  bezierfit_particle_pms: [
    {
      name: 'particle',
      type: 'paths',
      required: true,
      files: ['.cs'],
      help: 'Particles .cs file; several, joined by uid, with a comma',
    },
    { name: 'template', type: 'path', required: true, files: ['.cs'], help: 'Templates (class averages) .cs file' },
    {
      name: 'control_points',
      type: 'path',
      required: true,
      files: ['.json'],
      help: 'Control points of the fitted curves, from the analysis',
    },
    {
      name: 'points_step',
      type: 'number',
      required: true,
      above: 0,
      max: 1,
      affectsPixels: true,
      help: 'Bezier curve sampling step, e.g. 0.001',
    },
    { ...physicalMembraneDist, required: true },
    { ...batchSize, default: 20 },
    procs,
    inputBaseDir,
    resume,
    force,
    adoptExistingOutputs,
    skipFailed,
    {
      name: 'output_dirname',
      type: 'name',
      default: 'subtracted',
      help: 'Folder of the stacks inside the output root',
    },
    {
      name: 'bias',
      type: 'number',
      default: 0,
      min: -1,
      max: 1,
      affectsPixels: true,
      ours: true,
      help: 'Added to the best scaling factor of the membrane model',
    },
    device,
  ],
  bezierfit_micrograph_mms: [
    { name: 'particle', type: 'path', required: true, files: ['.star'], help: 'Particles .star file' },
    { ...batchSize, default: 30 },
    procs,
    inputBaseDir,
    resume,
    force,
    adoptExistingOutputs,
    skipFailed,
    {
      name: 'require_particle_mxt',
      type: 'boolean',
      default: true,
      help: 'Require that PMS finished each particle stack',
    },
    {
      name: 'strict_dependencies',
      type: 'boolean',
      default: true,
      help: 'Check all dependencies first and compute nothing when one is missing',
    },
    {
      name: 'particle_output_root',
      type: 'folder',
      default: null,
      help: 'Output root of the PMS job; default: the output root, then beside the raw data',
    },
    {
      name: 'output_dirname',
      type: 'name',
      default: 'subtracted',
      help: 'Folder of the outputs inside the output root, the same as in PMS',
    },
    { name: 'write_output_star', type: 'boolean', default: true, help: 'Write the STAR file of the new micrographs' },
    {
      name: 'output_star_path',
      type: 'path',
      default: null,
      files: ['.star'],
      help: 'Where to write it; default: in the output root',
    },
    device,
  ],
  bezierfit_mem_analyze: [
    { name: 'template', type: 'path', required: true, files: ['.cs'], help: 'Templates (class averages) .cs file' },
    {
      name: 'particle',
      type: 'paths',
      required: true,
      files: ['.cs'],
      help: 'Particles .cs file: gives box and pixel size',
    },
    {
      name: 'output',
      type: 'path',
      default: 'control_points.json',
      files: ['.json'],
      help: 'Control points file to write, relative to the output root',
    },
    { ...resume, ours: true },
    { ...force, ours: true },
    {
      name: 'num_points',
      type: 'integer',
      default: 600,
      min: 10,
      max: 1_000_000,
      affectsPixels: true,
      help: 'Sampled points for the coarse fit',
    },
    {
      name: 'degree',
      type: 'integer',
      default: 3,
      min: 3,
      max: 12,
      affectsPixels: true,
      help: 'Degree of the Bezier curve',
    },
    {
      name: 'coarsefit_iter',
      type: 'integer',
      default: 300,
      min: 0,
      affectsPixels: true,
      help: 'Bound on the work of the coarse fit',
    },
    { name: 'coarsefit_cpus', type: 'integer', default: 20, min: 1, help: 'Worker threads of the coarse fit' },
    {
      name: 'cur_penalty_thr',
      type: 'number',
      default: 0.05,
      min: 0,
      unit: '1/px',
      affectsPixels: true,
      help: 'Curvature above which a curve is penalised',
    },
    {
      name: 'dithering_range',
      type: 'number',
      default: 50,
      min: 0,
      unit: 'px',
      affectsPixels: true,
      help: 'How far the refinement may move from the coarse curve',
    },
    {
      name: 'refine_iter',
      type: 'integer',
      default: 700,
      min: 0,
      affectsPixels: true,
      help: 'Bound on the work of the refinement',
    },
    { name: 'refine_cpus', type: 'integer', default: 12, min: 1, help: 'Worker threads of the refinement' },
    { ...physicalMembraneDist, default: 35 },
    inputBaseDir,
    {
      name: 'seed',
      type: 'integer',
      default: 0,
      min: 0,
      affectsPixels: true,
      ours: true,
      help: 'Seed of the random numbers; the same seed gives the same curves',
    },
  ],
} as const satisfies Record<JobKind, readonly Param[]>;

export const PARAMS: Record<JobKind, readonly Param[]> = DECLARED;

type ValueOf<P extends Param> =
  | (P extends { type: 'number' | 'integer' }
      ? number
      : P extends { type: 'boolean' }
        ? boolean
        : P extends { type: 'choice'; choices: readonly (infer Choice)[] }
          ? Choice
          : string)
  | (P extends { default: null } ? null : never);

/** The arguments of a kind, complete and checked. */
export type ArgsOf<K extends JobKind> = { [P in (typeof DECLARED)[K][number] as P['name']]: ValueOf<P> };

/** The declaration of one argument, or undefined. */
export function paramOf(kind: JobKind, name: string): Param | undefined {
  return PARAMS[kind].find((param) => param.name === name);
}
