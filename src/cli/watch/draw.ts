import pc from '../colors.ts';
import stringWidth from 'string-width';
import type { BatchView, JobView, StatusWord } from '../../server/api.ts';
import { countsText } from '../batch-screen.ts';
import { barText } from '../progress-bar.ts';
import { phaseWords } from './words.ts';

/** What is shown: the jobs, or the log of one. */
export interface WatchState {
  view: BatchView;
  /** Index of the chosen job. */
  chosen: number;
  /** Lines of its log; null: the jobs are shown. */
  log: readonly string[] | null;
  lastLogLine: string;
  /** An answer to the user, or a question. */
  message: string;
}

const SHAPES: Record<StatusWord, string> = {
  queued: '○ queued',
  running: '◐ running',
  success: '● success',
  failed: '▲ failed',
  canceled: '■ canceled',
};
const COLOURS: Record<StatusWord, (text: string) => string> = {
  queued: pc.dim,
  running: pc.cyan,
  success: pc.green,
  failed: pc.red,
  canceled: pc.magenta,
};
const KEYS = 'j k choose   Enter log   s stop   q leave';
const LOG_KEYS = 'Esc back   q leave';

/** The whole screen as lines that fit. */
export function drawWatch(state: WatchState, columns: number, rows: number, nowMs: number): string {
  const { view, chosen, log, message, lastLogLine } = state;
  const head = [`${pc.bold('bezierfit watch')}  ${view.runRoot}`, summary(view, nowMs), ''];
  const foot = ['', log ? '' : pc.dim(lastLogLine), message ? pc.yellow(message) : pc.dim(log ? LOG_KEYS : KEYS)];
  const space = Math.max(1, rows - head.length - foot.length - 1);
  const body = log ? log.slice(-space) : jobLines(view.jobs, chosen, space);
  return [...head, ...body, ...foot].map((line) => cut(line, columns)).join('\n');
}

function summary(view: BatchView, nowMs: number): string {
  const { settings, freeGpus, jobs } = view;
  const gpus = settings.gpus.length > 0 ? `   GPUs ${gpuWords(view)}` : '';
  const free = freeGpus.length > 0 && settings.gpus.length > 0 ? `, ${freeGpus.length} free` : '';
  return `${phaseWords(view, nowMs)}   ${countsText(jobs.map(({ status }) => status))}${gpus}${free}`;
}

/** `0 pms_a, 1 -` */
function gpuWords({ settings, jobs }: BatchView): string {
  const holders = new Map(
    jobs.flatMap((job) => (job.status === 'running' ? job.assignedGpus.map((gpu) => [gpu, job.jobId] as const) : [])),
  );
  return settings.gpus.map((gpu) => `${gpu} ${holders.get(gpu) ?? '-'}`).join(', ');
}

/** As many jobs as fit around the chosen one. */
function jobLines(jobs: readonly JobView[], chosen: number, space: number): string[] {
  const first = Math.max(0, Math.min(chosen - Math.floor(space / 2), jobs.length - space));
  const shown = jobs.slice(first, first + space);
  const width = Math.max(0, ...shown.map(({ jobId }) => stringWidth(jobId)));
  return shown.map((job, i) => {
    const mark = first + i === chosen ? pc.bold('>') : ' ';
    const name = job.jobId + ' '.repeat(width - stringWidth(job.jobId));
    return `${mark} ${name}  ${COLOURS[job.status](SHAPES[job.status].padEnd(10))}  ${detail(job)}`;
  });
}

function detail({ status, progress, why, assignedGpus }: JobView): string {
  const gpus = assignedGpus.length > 0 && status === 'running' ? `GPU ${assignedGpus.join(',')}  ` : '';
  if (status === 'running') return gpus + (progress ? barText({ ...progress, eta_s: progress.etaS }) : 'starting');
  return why ?? (progress ? `${progress.done} / ${progress.total} ${progress.unit}` : '');
}

/** A line with colours, cut to the width of the screen. */
function cut(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let width = 0;
  let kept = '';
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith('\u001b[')) kept += part;
    else {
      for (const character of part) {
        const next = stringWidth(character);
        if (width + next > columns - 1) return `${kept}…\u001b[0m`;
        width += next;
        kept += character;
      }
    }
  }
  return kept;
}
