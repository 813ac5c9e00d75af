import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { InputError, type Problem } from '../../base/errors.ts';

/** Where a job puts its images. `outputRoot` null: beside the raw data (single runs). */
export interface OutputPlace {
  outputRoot: string | null;
  outputDirname: string;
}

/**
 * Output of a particle stack (contract 6): `<output_root>/<output_dirname>/NAME_subtracted.mrc[s]`, keeping the
 * folders after the LAST folder named `extract`; without output root that folder (else the stack's own) is replaced.
 */
export function stackOutputPath(rawPath: string, { outputRoot, outputDirname }: OutputPlace): string {
  const { above, inside } = splitAtExtract(rawPath);
  const name = subtractedName(basename(rawPath));
  if (outputRoot !== null) return join(outputRoot, outputDirname, inside, name);
  return join(above, outputDirname, inside, name);
}

/** Where MMS looks for subtracted stacks; roots as the job's arguments say. */
export interface SubtractedPlace extends OutputPlace {
  particleOutputRoot: string | null;
}

/** Subtracted stack of a raw one: under the PMS job's output root; without one under our own, else beside the raw data. (contract 2) */
export function findSubtractedStack(
  rawPath: string,
  { particleOutputRoot, outputRoot, outputDirname }: SubtractedPlace,
) {
  const under = (root: string | null) => stackOutputPath(rawPath, { outputRoot: root, outputDirname });
  if (particleOutputRoot !== null) return under(particleOutputRoot);
  return [under(outputRoot), under(null)].find((path) => existsSync(path)) ?? under(outputRoot);
}

/** Output of a micrograph: `<output_root>/<output_dirname>/NAME_subtracted.mrc`; single run `A/B/x` -> `A/subtracted/x`. */
export function micrographOutputPath(rawPath: string, { outputRoot, outputDirname }: OutputPlace): string {
  return join(outputRoot ?? dirname(dirname(rawPath)), outputDirname, subtractedName(basename(rawPath)));
}

/** STAR file that MMS writes: in the output root, or beside the input (single runs), unless a path is given. */
export function outputStarPath(starPath: string, place: OutputPlace, given: string | null): string {
  if (given !== null) return given;
  const stem = basename(starPath).replace(/\.star$/i, '');
  const name = `${stem}_mms_micrograph_${place.outputDirname.replaceAll(sep, '_')}.star`;
  return join(place.outputRoot ?? dirname(starPath), name);
}

/** `x.mrc.gz` -> `x_subtracted.mrc` (outputs are not compressed); a name is never suffixed twice. */
function subtractedName(name: string): string {
  const [, stem = name, extension = '.mrc'] = /^(.+?)(\.[A-Za-z]\w{0,4})?$/s.exec(uncompressed(name)) ?? [];
  return stem.endsWith('_subtracted') ? `${stem}${extension}` : `${stem}_subtracted${extension}`;
}

function uncompressed(name: string): string {
  return name.replace(/\.(gz|bz2)$/i, '');
}

function splitAtExtract(rawPath: string): { above: string; inside: string } {
  const folder = dirname(rawPath);
  const parts = folder.split(sep);
  const at = parts.lastIndexOf('extract');
  if (at < 0) return { above: dirname(folder), inside: '' };
  return { above: parts.slice(0, at).join(sep) || sep, inside: parts.slice(at + 1).join(sep) };
}

export interface InputAndOutput {
  input: string;
  output: string;
}

/** Two inputs with one output, or an output that is itself an input: never allowed. (algorithms 6) */
export function findClashes(pairs: readonly InputAndOutput[], where: string): Problem[] {
  const problems: Problem[] = [];
  const real = realPaths();
  const inputs = new Set(pairs.map((pair) => real(pair.input)));
  const inputOf = new Map<string, string>();
  for (const { input, output } of pairs) {
    const other = inputOf.get(real(output));
    inputOf.set(real(output), input);
    if (other !== undefined && other !== input) {
      const message = `two inputs would be written to one output: ${other} and ${input} both become ${output}`;
      problems.push({ where, message: `${message}. Give their rows to two jobs with different output roots` });
    }
    if (inputs.has(real(output))) {
      problems.push({ where, message: `the output ${output} is also an input. Choose another output_dirname` });
    }
  }
  return problems;
}

/** One name for each file, whatever symbolic links lead to its folder; every folder is asked once. */
function realPaths(): (path: string) => string {
  const known = new Map<string, string>();
  return (path) => {
    const folder = dirname(path);
    const real = known.get(folder) ?? realFolder(folder);
    known.set(folder, real);
    return join(real, basename(path));
  };
}

/** What does not exist yet, under the folder that does. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return dirname(folder) === folder ? folder : join(realFolder(dirname(folder)), basename(folder));
  }
}

/** Throws when outputs clash. */
export function requireDistinctOutputs(pairs: readonly InputAndOutput[], where: string): void {
  const problems = findClashes(pairs, where);
  if (problems.length > 0) throw new InputError(problems);
}
