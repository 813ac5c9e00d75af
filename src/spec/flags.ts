import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError, type Problem } from '../base/errors.ts';
import { PRIMARY_INPUT, inferBaseDir, splitPaths } from './input-base-dir.ts';
import { didYouMean } from './nearest.ts';
import { KIND_COMMANDS, PARAMS, type JobKind, type Param } from './params.ts';
import type { JobArgs } from './types.ts';
import { expectedWords, valueFromText } from './values.ts';

const OUTPUT_ROOT = { name: 'output_root', type: 'folder', default: null } as const;

function paramsOf(kind: JobKind): readonly Param[] {
  const place = kind === 'bezierfit_mem_analyze' ? 'the working folder' : 'beside the raw data';
  return [...PARAMS[kind], { ...OUTPUT_ROOT, help: `Folder for all outputs; default: ${place}` }];
}

/** The flags of a job command. */
export interface JobFlags {
  /** Every argument of the kind: given, else its default (null: worked out at run time); paths are absolute. */
  args: JobArgs;
  /** Absolute; null for single runs beside the raw data. */
  outputRoot: string | null;
}

/**
 * Parses the flags of `pms`, `mms` or `analyze` (contract 1 and 3): hyphens or underscores, `--flag value` or
 * `--flag=value`, switches as `--resume`, `--no-resume` or `--resume false`; a leading `~/` is the user's home, as in
 * specs. The inverse of `buildArgv`.
 * @param argv what follows the command's name
 * @param workingFolder from which relative paths are resolved
 * @throws InputError with every problem at once
 */
export function parseFlags(kind: JobKind, argv: readonly string[], workingFolder = process.cwd()): JobFlags {
  const params = paramsOf(kind);
  const { given, refused, problems } = collectFlags(params, argv);
  for (const param of params) {
    if (param.required && !given.has(param.name) && !refused.has(param.name)) {
      problems.push({
        where: flagName(param),
        message: `is missing, expected ${expectedWords(param)} (${param.help})`,
      });
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  const { output_root, ...args } = Object.fromEntries(
    params.map((param) => [param.name, absolute(param, given.get(param.name) ?? param.default ?? null, workingFolder)]),
  );
  const outputRoot = output_root as string | null;
  // The one path that is relative to the job's output root, also by default. (contract 2)
  const output = given.get('output') ?? args.output;
  if (typeof output === 'string') args.output = resolve(outputRoot ?? workingFolder, output);
  args.input_base_dir ??= inferBaseDir(String(args[PRIMARY_INPUT[kind]]));
  return { args, outputRoot };
}

function collectFlags(params: readonly Param[], argv: readonly string[]) {
  const given = new Map<string, string | number | boolean>();
  const refused = new Set<string>();
  const problems: Problem[] = [];
  const names = params.flatMap((param) => (param.type === 'boolean' ? [param.name, `no_${param.name}`] : [param.name]));
  for (let i = 0; i < argv.length; i++) {
    const token = argv[i] ?? '';
    const [, spelled, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(token) ?? [];
    if (spelled === undefined) {
      problems.push({ where: token, message: 'unexpected argument, expected flags such as --particle FILE' });
      continue;
    }
    const name = spelled.replaceAll('-', '_');
    const param = params.find((one) => one.name === name || (one.type === 'boolean' && `no_${one.name}` === name));
    if (!param) {
      const known = names.map((one) => `--${one}`);
      problems.push({ where: `--${spelled}`, message: `unknown flag${didYouMean(`--${name}`, known)}` });
      if (inline === undefined && argv[i + 1]?.startsWith('--') === false) i++;
      continue;
    }
    const text = inline ?? followingValue(param, argv[i + 1]);
    if (inline === undefined && text === argv[i + 1]) i++;
    const value = text === undefined ? undefined : valueFromText(param, text);
    if (value !== undefined) given.set(param.name, param.name === name ? value : !value);
    else {
      refused.add(param.name);
      problems.push({ where: `--${spelled}`, message: `expected ${expectedWords(param)}, got ${text || 'nothing'}` });
    }
  }
  return { given, refused, problems };
}

/** The value in the token after a flag; a switch needs none. */
function followingValue({ type }: Param, next: string | undefined): string | undefined {
  if (type === 'boolean') return next === 'true' || next === 'false' ? next : 'true';
  return next !== undefined && /^--[A-Za-z]/.test(next) ? undefined : next;
}

function absolute(param: Param, value: string | number | boolean | null, workingFolder: string) {
  if (typeof value !== 'string') return value;
  const full = (path: string) =>
    path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(workingFolder, path);
  if (param.type === 'paths') return splitPaths(value).map(full).join(',');
  return (param.type === 'path' && param.name !== 'output') || param.type === 'folder' ? full(value) : value;
}

function flagName(param: Param): string {
  return `--${param.name}`;
}

/** The text of `bezierfit pms --help` and its sisters, generated from the table of arguments. */
export function flagsHelp(kind: JobKind, summary: string): string {
  const params = paramsOf(kind);
  const lines = params.map((param) => ({ left: helpFlag(param), right: helpWords(param) }));
  const width = Math.max(...lines.map(({ left }) => left.length));
  const list = (required: boolean) =>
    lines
      .filter((_, i) => Boolean(params[i]?.required) === required)
      .map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`);
  return [
    `Usage: bezierfit ${KIND_COMMANDS[kind]} --particle FILE ... [options]`,
    '',
    summary,
    '',
    'Required:',
    ...list(true),
    '',
    'Options:',
    ...list(false),
    `  ${'--help'.padEnd(width)}  Show this text`,
    '',
  ].join('\n');
}

const PLACEHOLDERS: Record<Param['type'], string> = {
  path: 'FILE',
  paths: 'FILE[,FILE]',
  folder: 'FOLDER',
  name: 'NAME',
  number: 'NUMBER',
  integer: 'N',
  boolean: '',
  choice: '',
};

function helpFlag(param: Param): string {
  const flag = param.name.replaceAll('_', '-');
  if (param.type === 'boolean') return `--[no-]${flag}`;
  return `--${flag} ${param.choices?.join('|') ?? PLACEHOLDERS[param.type]}`;
}

function helpWords(param: Param): string {
  const limits = [
    param.unit ?? [],
    param.above === undefined ? [] : `> ${param.above}`,
    param.min === undefined ? [] : `>= ${param.min}`,
    param.max === undefined ? [] : `<= ${param.max}`,
    param.default === undefined || param.default === null ? [] : `default ${String(param.default)}`,
  ].flat();
  return limits.length === 0 ? param.help : `${param.help} (${limits.join(', ')})`;
}
