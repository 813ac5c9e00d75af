/**
 * Gives damaged files to the real built program, in one process: `program-child.mjs PROGRAM FIRST COUNT FOLDER`.
 * Each time one file of a finished batch (or of its inputs) is damaged and one command is run on it.
 */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/base/random.ts';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateText } from './mutate-text.ts';
import { writeProgramProject } from './program-project.ts';

export interface ProgramReport {
  /** Runs by command and exit code: `validate 2`. */
  runs: Record<string, number>;
  failures: { number: number; message: string; savedAs: string }[];
}

interface Answer {
  code: number;
  said: string;
}

const [program = '', first = '0', count = '1', folder = '.'] = process.argv.slice(2);
const root = join(folder, 'work');
const pristine = join(folder, 'pristine');
const output = 'jobs/pms/subtracted/stack_0000_subtracted.mrc';
process.setMaxListeners(0);
process.env.CUDA_VISIBLE_DEVICES = '';
let calls = 0;

mkdirSync(root);
const inputs = writeProgramProject(root);
const spec = join(root, 'spec.json');
const begun = await call('batch', '--spec', spec);
if (begun.code !== 0) throw new Error(`the whole batch ended with ${begun.code}: ${begun.said}`);
const records = ['identity', 'exit', 'result', 'outputs', 'progress', 'spec_resolved'].map(
  (name) => `jobs/pms/job_${name}.json`,
);
const saved = ['scheduler_state.json', 'bezierfit_batch.command.json', ...records, output, `${output}.mxt`];
const hashes = imageHashes();
copyTree(root, pristine);

/** Commands with the files that they read, and what an exit code of 0 must mean. */
const TRIALS: { times: number; argv: string[]; files: string[]; confirm?: () => void | Promise<void> }[] = [
  { times: 6, argv: ['validate', spec], files: inputs },
  { times: 4, argv: ['inspect', ''], files: inputs.slice(0, 5) },
  { times: 2, argv: ['inspect', '', '--json'], files: [...inputs.slice(0, 5), output] },
  { times: 4, argv: ['status', root], files: ['scheduler_state.json'] },
  { times: 6, argv: ['verify', root, '--deep'], files: saved, confirm: confirmUntouched },
  {
    times: 4,
    argv: jobArgv('pms'),
    files: [...inputs.slice(0, 3), 'control_points.json', output, `${output}.mxt`],
    confirm: confirmReadable,
  },
  { times: 3, argv: jobArgv('mms'), files: [...inputs.slice(3, 5), output, `${output}.mxt`], confirm: confirmReadable },
  { times: 1, argv: ['resume', root], files: [...saved, ...inputs], confirm: confirmVerified },
];
const CHOICES = TRIALS.flatMap((trial) => Array.from({ length: trial.times }, () => trial));

const report: ProgramReport = { runs: {}, failures: [] };
const at = openSync(join(folder, 'at'), 'w');
for (let number = Number(first); number < Number(first) + Number(count) && report.failures.length < 5; number++) {
  writeSync(at, String(number).padStart(12), 0);
  await tryOne(number);
}
writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
process.exitCode = 0;

async function tryOne(number: number): Promise<void> {
  const random = new Random(number);
  const trial = CHOICES[random.below(CHOICES.length)]!;
  const file = trial.files[random.below(trial.files.length)]!;
  const argv = trial.argv.map((word) => (word === '' ? join(root, file) : word));
  rmSync(root, { recursive: true });
  copyTree(pristine, root);
  const damaged = damage(file, readFileSync(join(root, file)), random);
  writeFileSync(join(root, file), damaged);
  writeFileSync(join(folder, 'mutant'), damaged);
  const { code, said } = await call(...argv);
  const key = `${argv[0]} ${code}`;
  report.runs[key] = (report.runs[key] ?? 0) + 1;
  try {
    if (![0, 1, 2, 3].includes(code)) throw new Error(`exit code ${code}`);
    if (code !== 0 && said.trim() === '') throw new Error(`exit code ${code} without a word`);
    const bad = /^ +at .*[:)]|node:internal|TypeError|RangeError|\bundefined\b|\[object|Cannot read prop/m.exec(said);
    if (bad) throw new Error(`says ${bad[0]}`);
    if (code === 0) await trial.confirm?.();
  } catch (error) {
    const savedAs = join(folder, `mutant-${number}`);
    writeFileSync(savedAs, damaged);
    const message = `${argv.join(' ')} with a damaged ${file}: ${String(error)}\n${said.slice(-1500)}`;
    report.failures.push({ number, message, savedAs });
  }
}

function damage(file: string, bytes: Uint8Array, random: Random): Uint8Array {
  if (/\.(json|mxt)$/.test(file)) return mutateJson(bytes, random);
  if (file.endsWith('.star'))
    return mutateText(bytes, random, ['"', '#', '0@x', 'nan', '-1', '1e9', 'data_x', '_rlnImageName']);
  const header = file.endsWith('.cs')
    ? [{ offset: 8, bytes: 2 }]
    : [0, 4, 8, 12, 40, 92, 208, 212].map((offset) => ({ offset, bytes: 4 }));
  return mutateBytes(bytes, random, header);
}

/** A job as the batch starts it, without a scheduler. */
function jobArgv(id: string): string[] {
  const record = JSON.parse(readFileSync(join(root, `jobs/${id}/job_spec_resolved.json`), 'utf8')) as {
    argv: string[];
  };
  return record.argv.slice(2);
}

/** `node main.js ARGV` in this process: the module runs anew, its parts stay loaded. */
async function call(...argv: string[]): Promise<Answer> {
  const real = { out: process.stdout.write, err: process.stderr.write, argv: process.argv };
  let said = '';
  const note = (text: unknown): boolean => ((said += String(text)), true);
  process.stdout.write = note;
  process.stderr.write = note;
  process.argv = [process.execPath, program, ...argv];
  process.exitCode = 0;
  try {
    await import(`${program}?${calls++}`);
    return { code: Number(process.exitCode), said };
  } finally {
    process.stdout.write = real.out;
    process.stderr.write = real.err;
    process.argv = real.argv;
  }
}

function copyTree(from: string, to: string): void {
  const { status } = spawnSync('cp', ['-a', from, to]);
  if (status !== 0) throw new Error(`cannot copy ${from}`);
}

function imageHashes(): Map<string, string> {
  const files = readdirSync(join(root, 'jobs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.mrc'),
  );
  return new Map(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(root, 'jobs', name)))
        .digest('hex'),
    ]),
  );
}

/** `verify --deep` says whole: then the images are those of the undamaged run. */
function confirmUntouched(): void {
  const now = imageHashes();
  for (const [name, hash] of hashes)
    if (now.get(name) !== hash) throw new Error(`${name} is another file, and nobody says so`);
}

/** A job says success: then each of its outputs can be read, pixel by pixel. */
function confirmReadable(): void {
  for (const name of hashes.keys()) {
    const reader = openMrc(join(root, 'jobs', name));
    reader.readSections(0, reader.header.sections);
    reader.close();
  }
}

/** A resumed batch says success: then `verify` agrees. */
async function confirmVerified(): Promise<void> {
  if (!existsSync(join(root, 'scheduler_state.json'))) return;
  const { code, said } = await call('verify', root, '--deep');
  if (code !== 0) throw new Error(`verify says ${said}`);
}
