import { InputError, formatProblem, refuse, type Problem } from '../../base/errors.ts';
import { formatJson } from '../../base/json.ts';
import { KIND_LABELS } from '../../spec/params.ts';
import type { BatchPlan } from '../../spec/types.ts';
import { newCommand, parseCommand } from '../flags.ts';
import { loadBatch, type BatchOverrides } from '../../batch/load-batch.ts';
import { checkJobs } from '../../batch/validate/check-jobs.ts';
import { diskNeeds, diskProblems, formatBytes, type DiskNeed } from '../../batch/validate/disk.ts';
import { outputBytes, type JobReport } from '../../batch/validate/report.ts';
import { aligned } from '../aligned.ts';

type Options = BatchOverrides & { spec?: string; json?: true };

interface Validation {
  problems: readonly Problem[];
  plan?: BatchPlan;
  reports: JobReport[];
  disk: DiskNeed[];
}

/** `bezierfit validate SPEC`: all that can be known before a start. Exit code 0, or 2 with every problem. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('validate', 'Check a batch spec and all its files without starting anything.')
    .argument('[spec]', 'batch spec (JSON)')
    .option('--spec <file>', 'the same, as in bezierfit-batch')
    .option('--gpus <ids>', 'GPU ids such as 0,1 or auto; wins over the spec')
    .option('--policy <name>', 'fill_first or round_robin; wins over the spec')
    .option('--max-running-jobs <n>', 'wins over the spec')
    .option('--json', 'print one JSON object');
  if (await parseCommand(command, argv)) return 0;
  const { spec, json, ...overrides } = command.opts<Options>();
  const specPath = command.args[0] ?? spec;
  if (specPath === undefined) refuse('bezierfit validate', 'expected a batch spec: bezierfit validate SPEC.json');
  const result = await validate(specPath, overrides);
  if (json) process.stdout.write(formatJson(asJson(result)));
  else if (result.problems.length > 0) throw new InputError(result.problems);
  else process.stdout.write(summary(specPath, result));
  return result.problems.length > 0 ? 2 : 0;
}

async function validate(specPath: string, overrides: BatchOverrides): Promise<Validation> {
  try {
    const { plan } = await loadBatch(specPath, overrides);
    const { reports, problems } = checkJobs(plan);
    const disk = diskNeeds(reports);
    return { problems: [...problems, ...diskProblems(disk)], plan, reports, disk };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problems: error.problems, reports: [], disk: [] };
  }
}

function summary(specPath: string, { plan, reports, disk }: Validation): string {
  if (!plan) return '';
  const { gpus, policy, max_running_jobs } = plan.scheduler;
  const disabled = plan.jobs.length - reports.length;
  const rows = reports.map((report) => [
    report.job.job_id,
    KIND_LABELS[report.job.kind],
    `${report.job.resources.gpus} GPU`,
    counted(report.particles, 'particles'),
    counted(report.items, report.unit),
    formatBytes(outputBytes(report)),
    report.job.depends_on.length > 0 ? `after ${report.job.depends_on.join(', ')}` : '',
  ]);
  return [
    `${specPath} can run: ${counted(reports.length, 'jobs')}${disabled > 0 ? ` (${disabled} more disabled)` : ''}`,
    `GPUs ${gpus.join(',') || 'none'}, ${policy}, up to ${max_running_jobs} at a time`,
    ...aligned(rows).map((line) => `  ${line}`),
    ...disk.map(
      ({ folder, needBytes, freeBytes }) =>
        `disk: ${formatBytes(needBytes)} needed, ${formatBytes(freeBytes)} free at ${folder}`,
    ),
    ...plan.notes.map((note) => (note.startsWith('WARNING') ? note : `note: ${note}`)),
    '',
  ].join('\n');
}

const SINGULAR = { jobs: 'job', particles: 'particle', stacks: 'stack', micrographs: 'micrograph', classes: 'class' };

function counted(count: number, what: keyof typeof SINGULAR): string {
  return `${count} ${count === 1 ? SINGULAR[what] : what}`;
}

function asJson({ problems, plan, reports, disk }: Validation) {
  return {
    valid: problems.length === 0,
    problems: problems.map((problem) => ({ ...problem, text: formatProblem(problem) })),
    scheduler: plan?.scheduler ?? null,
    jobs: reports.map((report) => ({
      job_id: report.job.job_id,
      kind: report.job.kind,
      output_root: report.job.output_root,
      depends_on: report.job.depends_on,
      argv: report.job.argv,
      particles: report.particles,
      [report.unit]: report.items,
      output_bytes: outputBytes(report),
    })),
    disk: disk.map(({ folder, needBytes, freeBytes }) => ({ folder, need_bytes: needBytes, free_bytes: freeBytes })),
    notes: plan?.notes ?? [],
  };
}
