import { dirname, join, resolve } from 'node:path';
import { refuse } from '../../base/errors.ts';
import { GRACE_S } from '../../batch/grace.ts';
import type { BatchOverrides } from '../../batch/load-batch.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { startBatch } from '../start-batch.ts';

type Options = BatchOverrides & { spec?: string; state?: string };

/** `bezierfit bezierfit-batch --spec ...`: runs a batch, or goes on with one. Exit codes: contract 1. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand(
    'bezierfit-batch',
    'Run the jobs of a batch spec side by side on the GPUs of this machine.',
  )
    .argument('[spec]', 'batch spec (JSON)')
    .option('--spec <file>', 'the same')
    .option('--state <file>', 'live state; default: scheduler_state.json beside the spec. Its folder gets the log')
    .option('--gpus <ids>', 'GPU ids such as 0,1,2,3, or auto; overrides the spec')
    .option('--policy <policy>', 'fill_first or round_robin; overrides the spec')
    .option('--max-running-jobs <n>', 'jobs at the same time; overrides the spec')
    .addHelpText('after', HELP);
  if (await parseCommand(command, argv)) return 0;
  const { spec: named, state, ...overrides } = command.opts<Options>();
  const [spec = named, ...others] = [...command.args, ...(named === undefined ? [] : [named])];
  if (spec === undefined) refuse('bezierfit batch', 'expected a batch spec: bezierfit batch --spec SPEC.json');
  if (others.length > 0) refuse('--spec', `expected one batch spec, got ${spec} and ${others.join(', ')}`);
  return startBatch({
    specPath: resolve(spec),
    statePath: resolve(state ?? join(dirname(spec), 'scheduler_state.json')),
    overrides,
  });
}

const HELP = `
Ctrl+C, or kill with the id in bezierfit_batch.pid, stops the batch: running jobs are told to end and get
${GRACE_S} s for it (BEZIERFIT_GRACE_S). A closed terminal does not stop it. The same command again goes on.`;
