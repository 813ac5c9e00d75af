import { dirname, resolve } from 'node:path';
import { refuse } from '../../base/errors.ts';
import { formatJson, readJsonFile, type Json } from '../../base/json.ts';
import { isSameFile } from '../../base/same-file.ts';
import { isJsonObject } from '../../base/json-object.ts';
import { rangeValues } from '../../spec/sweep-values.ts';
import { sweepSpec } from '../../spec/sweep.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { writeOutput } from '../write-output.ts';

/** `bezierfit sweep SPEC --job ID --param P --values A,B`: a spec in which the job is replaced by one job for every value. */
export async function run(argv: string[]): Promise<number> {
  const params: string[] = [];
  const lists: string[][] = [];
  const command = newCommand('sweep', 'Replace a job by one job for every value of a parameter; dependents follow.')
    .argument('<spec>', 'batch spec (JSON)')
    .requiredOption('--job <id>', 'the job to sweep')
    .requiredOption('--param <name>', 'the parameter; give --param and --values twice for a grid', (name: string) => {
      params.push(name.replaceAll('-', '_'));
      return name;
    })
    .option('--values <list>', 'values, such as 0.001,0.002,0.005', (list: string) => {
      lists.push(list.split(',').map((value) => value.trim()));
      return list;
    })
    .option('--range <start:end:step>', 'or a range, both ends included', (range: string) => {
      lists.push(rangeValues(range));
      return range;
    })
    .option('--out <file>', 'where to write the new spec; default: standard output')
    .action(() => {});
  if (await parseCommand(command, argv)) return 0;
  const [specPath = ''] = command.args;
  const { job, out } = command.opts<{ job: string; out?: string }>();
  if (lists.length !== params.length) {
    refuse(
      'bezierfit sweep',
      `expected --values or --range for each --param, got ${lists.length} for ${params.length}`,
    );
  }
  if (out !== undefined && isSameFile(out, specPath))
    refuse(out, 'is the spec that is read; give the new one another name');
  const axes = params.map((param, i) => ({ param, values: lists[i] ?? [] }));
  const json = readJsonFile(specPath);
  const swept = sweepSpec(json, specPath, job, axes);
  const text = formatJson(swept);
  if (out === undefined) process.stdout.write(text);
  else {
    writeOutput(out, text, { what: 'a batch spec', isOne: isSpecFile });
    process.stderr.write(`${out}: ${countJobs(swept)} jobs (${countJobs(json)} before)\n`);
    if (dirname(resolve(out)) !== dirname(resolve(specPath))) {
      process.stderr.write(`note: relative paths in it now start at ${dirname(resolve(out))}\n`);
    }
  }
  return 0;
}

/** A state file has jobs, too. */
function isSpecFile(path: string): boolean {
  const json = readJsonFile(path);
  return isJsonObject(json) && 'jobs' in json && !('schema_version' in json);
}

function countJobs(spec: Json): number {
  return isJsonObject(spec) && Array.isArray(spec.jobs) ? spec.jobs.length : 0;
}
