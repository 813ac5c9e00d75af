import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badSpec, goodSpec, type BadInput } from './bad-input.ts';

const secondPms = () => ({ ...goodSpec().jobs[0], job_id: 'pms2', output_root: 'runs/pms2' });

export const BAD_COMMAND_LINES: readonly BadInput[] = [
  { what: 'a command that does not exist', run: ['btch'] },
  { what: '`batch` without `--spec`', run: ['batch'] },
  { what: 'a flag that does not exist', run: ['batch', '--spec', 'batch_spec.json', '--gpu', '0'] },
  { what: 'a spec file that does not exist', run: ['batch', '--spec', 'no_such_spec.json'] },
  { ...badSpec('GPU ids that are no numbers', () => {}), run: ['batch', '--spec', 'batch_spec.json', '--gpus', 'a,b'] },
  {
    ...badSpec('a policy that does not exist', () => {}),
    run: ['batch', '--spec', 'batch_spec.json', '--policy', 'roundrobin'],
  },
  {
    ...badSpec('a GPU that the machine does not have', () => {}),
    run: ['validate', 'batch_spec.json', '--gpus', '0,7'],
  },
  {
    ...badSpec('a GPU that `CUDA_VISIBLE_DEVICES` hides', () => {}),
    env: { CUDA_VISIBLE_DEVICES: '1' },
  },
  { what: 'a job argument with a wrong value', run: ['pms', '--points_step=two'] },
  {
    what: 'a job to sweep that is not in the spec',
    ...sweep(['--job', 'pmss', '--param', 'points_step', '--values', '0.1']),
  },
  {
    what: 'a parameter to sweep that the job does not have',
    ...sweep(['--job', 'pms', '--param', 'point_step', '--values', '0.1']),
  },
];

function sweep(flags: string[]): Pick<BadInput, 'run' | 'spoil'> {
  return { spoil: badSpec('', () => {}).spoil, run: ['sweep', 'batch_spec.json', ...flags] };
}

/** With a symbolic link `link` in the project, and a folder `disk`. */
function withLink(target: string, input: BadInput): BadInput {
  const spoil = (project: string): void => {
    input.spoil?.(project);
    mkdirSync(join(project, 'disk'));
    symlinkSync(target, join(project, 'link'));
  };
  return { ...input, spoil };
}

function textSpec(what: string, text: string | Buffer): BadInput {
  return {
    what,
    spoil: (project) => writeFileSync(join(project, 'batch_spec.json'), text),
    run: ['validate', 'batch_spec.json'],
  };
}

export const BAD_SPECS: readonly BadInput[] = [
  textSpec('a comma too many', '{"jobs": [],}'),
  textSpec('a comment', '{\n  // two jobs\n  "jobs": []\n}'),
  textSpec('text that is not UTF-8', Buffer.from('{"x-note": "caf\xe9"}', 'latin1')),
  textSpec('a number that no computer knows', JSON.stringify(goodSpec()).replace('0.01', '1e999')),
  {
    what: 'a named pipe that nobody writes to',
    spoil: (project) => void execFileSync('mkfifo', [join(project, 'batch_spec.json')]),
    run: ['validate', 'batch_spec.json'],
  },
  badSpec('no jobs', () => ({ scheduler: { gpus: [0] }, jobs: [] })),
  badSpec('a key with a slip of the pen', (spec) => void (spec.scheduler.max_runing_jobs = 2)),
  badSpec('an unknown kind of job', (spec) => void (spec.jobs[0].kind = 'bezierfit_particle_pmx')),
  badSpec('a required argument missing', (spec) => void delete spec.jobs[0].args.points_step),
  badSpec('a number out of range', (spec) => void (spec.jobs[0].args.points_step = 0)),
  badSpec('a number in quotes', (spec) => void (spec.jobs[0].args.physical_membrane_dist = '35')),
  badSpec('two jobs of one name', (spec) => void (spec.jobs[1].job_id = 'pms')),
  badSpec('a blank in a job id', (spec) => void (spec.jobs[0].job_id = 'my pms')),
  badSpec('no output folder', (spec) => void delete spec.jobs[0].output_root),
  badSpec('a dependency that does not exist', (spec) => void (spec.jobs[1].depends_on = ['pmz'])),
  badSpec('jobs that wait for each other', (spec) => void (spec.jobs[0].depends_on = ['mms'])),
  badSpec('a dependency that is switched off', (spec) => void (spec.jobs[0].enabled = false)),
  badSpec('micrographs after two subtractions', (spec) => {
    spec.jobs.push(secondPms());
    spec.jobs[1].depends_on = ['pms', 'pms2'];
  }),
  badSpec(
    'two jobs that write the same files',
    (spec) => void spec.jobs.push({ ...secondPms(), output_root: 'runs/pms' }),
  ),
  withLink(
    'disk',
    badSpec('the same by a symbolic link', (spec) => {
      spec.jobs[0].output_root = 'disk/pms';
      spec.jobs.push({ ...secondPms(), output_root: 'link/pms' });
    }),
  ),
  withLink(
    'unmounted',
    badSpec('an output folder on a disk that is not there', (spec) => void (spec.jobs[0].output_root = 'link/pms')),
  ),
  badSpec("another user's home", (spec) => void (spec.jobs[0].output_root = '~bob/pms')),
  badSpec('no GPU ids', (spec) => void (spec.scheduler.gpus = [])),
  badSpec('a job that wants more GPUs than there are', (spec) => void (spec.jobs[0].resources = { gpus: 4 })),
  badSpec('a spec of a newer program', (spec) => ({ ...spec, spec_schema_version: 7 })),
  badSpec('an interpreter that does not exist', (spec) => {
    Object.assign(spec.scheduler, { runner: 'memxterminator', python: '/no/such/python' });
  }),
];
