import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from '../colors.ts';
import { isAlive, isForeign, isHeld } from '../../base/process-identity.ts';
import type { SavedJob, SavedState } from '../../batch/saved-state.ts';
import { kindLabel } from '../../spec/params.ts';
import { barText } from '../bar-text.ts';
import { countsText } from '../counts-text.ts';
import { openState } from '../find-state.ts';
import { newCommand, parseCommand } from '../flags.ts';

/** `bezierfit status [RUN_ROOT|STATE] [--json]`: where a batch stands, read from its state file alone. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('status', 'Show where a batch stands.')
    .argument('[place]', 'run root or state file', '.')
    .option('--json', "print the state file's object");
  if (await parseCommand(command, argv)) return 0;
  const { path, state } = openState(command.args[0] ?? '.');
  process.stdout.write(command.opts<{ json?: boolean }>().json ? readFileSync(path, 'utf8') : statusText(state));
  return 0;
}

const COLORS: Record<SavedJob['status'], (text: string) => string> = {
  queued: pc.dim,
  running: pc.cyan,
  success: pc.green,
  failed: pc.red,
  canceled: pc.yellow,
};

/** A table with a line for each job, and below it what the scheduler does. */
export function statusText(state: SavedState): string {
  const failures = state.jobs.filter(({ status }) => status === 'failed').flatMap(failureLines);
  const last = `${countsText(state.jobs.map(({ status }) => status))}. ${schedulerWords(state)}`;
  return `${[...tableLines(state.jobs), '', ...failures, last, ...heldLines(state)].join('\n')}\n`;
}

const HEAD = ['JOB', 'KIND', 'STATUS', 'GPUS', 'PROGRESS'] as const;

/** Left-aligned columns, two spaces apart. */
function tableLines(jobs: readonly SavedJob[]): string[] {
  const rows = jobs.map((job) => [job.job_id, kindLabel(job.kind), job.status, job.assigned_gpus.join(',') || '-']);
  const widths = HEAD.map((head, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), head.length),
  );
  const padded = (cell: string, column: number): string => cell.padEnd(widths[column] ?? 0);
  const lines = jobs.map((job, i) => {
    const [id = '', kind = '', status = '', gpus = ''] = (rows[i] ?? []).map(padded);
    return [id, kind, COLORS[job.status](status), gpus, remark(job)].join('  ').trimEnd();
  });
  return [
    HEAD.map((head, column) => pc.bold(padded(head, column)))
      .join('  ')
      .trimEnd(),
    ...lines,
  ];
}

function remark(job: SavedJob): string {
  const words = [progressWords(job), job.reason, job.failure?.partial, job.reason_waiting, expectedWords(job)];
  return words.filter(Boolean).join('  ');
}

function progressWords({ status, progress }: SavedJob): string {
  return progress && progress.total > 0 ? barText(status === 'running' ? progress : { ...progress, eta_s: null }) : '';
}

/** `starts about 14:05, ends about 14:20`, local time; what runs shows its bar instead. */
function expectedWords({ status, expected_start_utc: start, expected_end_utc: end }: SavedJob): string {
  if (status !== 'queued') return '';
  const clock = (utc: string): string => new Date(utc).toTimeString().slice(0, 5);
  return [start && `starts about ${clock(start)}`, end && `ends about ${clock(end)}`].filter(Boolean).join(', ');
}

/** Why a job failed, and what to do. */
function failureLines({ job_id, returncode, output_root, failure }: SavedJob): string[] {
  const log = join(output_root, 'scheduler_stderr.log');
  const head = `${pc.red(job_id)} failed: ${failure ? `${failure.class}, ` : ''}exit code ${returncode ?? 'none'}, see ${log}`;
  return [head, ...[failure?.last_line, failure?.advice].flatMap((line) => (line ? [`  ${line}`] : [])), ''];
}

/** Processes of this host that somebody has stopped with SIGSTOP or Ctrl+Z: they take no signal but these two. */
function heldLines({ finished_utc, owner, jobs }: SavedState): string[] {
  if (finished_utc !== null || !owner || isForeign(owner)) return [];
  const running = jobs.flatMap(({ status, job_id, pid }) =>
    status === 'running' && pid ? [{ name: job_id, pid }] : [],
  );
  return [{ name: 'The scheduler', pid: owner.pid }, ...running]
    .filter(({ pid }) => isHeld(pid))
    .map(({ name, pid }) => pc.yellow(`${name} is suspended (Ctrl+Z or SIGSTOP): kill -CONT ${pid} lets it go on`));
}

function schedulerWords({ finished_utc, owner }: SavedState): string {
  if (finished_utc !== null) return `Finished ${finished_utc}`;
  if (!owner) return 'Not finished';
  if (isAlive(owner)) return `Running: pid ${owner.pid} on ${owner.host}`;
  return `The scheduler (pid ${owner.pid} on ${owner.host}) does not run here; the same bezierfit-batch command goes on`;
}
