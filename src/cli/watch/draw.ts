import pc from '../colors.ts';
import stringWidth from 'string-width';
import type { BatchView, JobView, StatusWord } from '../../server/api.ts';
import { cutLine } from '../live-area.ts';
import { barOf, durationText, percentText, rateText, shareOf } from '../bar-text.ts';
import { countsText } from '../counts-text.ts';
import { whyWords } from './why-words.ts';
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
/** Lines for all that is to be said about the chosen job. */
const WHY_LINES = 3;
/** What stands beside a name and its bar: status, share, rate, time left. */
const BESIDE_BAR = 60;

/** A longer name leaves so much to its status, bar, share, rate and time left. */
const BESIDE_NAME = 56;
const LEAST_NAME = 16;

/** The whole screen as lines that fit. */
export function drawWatch(state: WatchState, columns: number, rows: number, nowMs: number): string {
  const { view, chosen, log, message, lastLogLine } = state;
  const job = view.jobs[chosen];
  const counts = countsText(view.jobs.map(({ status }) => status));
  const phase = wrap(`${phaseWords(view, nowMs)}   ${counts}`, columns, WHY_LINES);
  const head = [`${pc.bold('bezierfit watch')}  ${view.runRoot}`, ...phase];
  if (view.settings.gpus.length > 0) head.push(`GPUs  ${gpuWords(view)}`);
  head.push('');
  const words = log || !job ? null : whyWords(job);
  const why = words ? wrap(`${job?.jobId}: ${words}`, columns, WHY_LINES) : [];
  const foot = ['', ...why, log ? '' : pc.dim(lastLogLine)];
  foot.push(message ? pc.yellow(message) : pc.dim(log ? LOG_KEYS : KEYS));
  const space = Math.max(1, rows - head.length - foot.length - 1);
  const body = log ? log.slice(-space) : jobLines(view.jobs, chosen, space, columns);
  return [...head, ...body, ...foot].map((line) => cutLine(line, columns)).join('\n');
}

/** `0 pms_a · 1 free` */
function gpuWords({ settings, jobs, phase }: BatchView): string {
  const holders = new Map(
    jobs.flatMap((job) => (job.status === 'running' ? job.assignedGpus.map((gpu) => [gpu, job.jobId] as const) : [])),
  );
  const none = phase === 'finished' ? '–' : 'free';
  return settings.gpus.map((gpu) => `${gpu} ${pc.bold(holders.get(gpu) ?? pc.dim(none))}`).join(' · ');
}

/** As many jobs as fit around the chosen one. */
function jobLines(jobs: readonly JobView[], chosen: number, space: number, columns: number): string[] {
  const first = Math.max(0, Math.min(chosen - Math.floor(space / 2), jobs.length - space));
  const shown = jobs.slice(first, first + space);
  const longest = Math.max(0, ...shown.map(({ jobId }) => stringWidth(jobId)));
  const width = Math.min(longest, Math.max(LEAST_NAME, columns - BESIDE_NAME));
  const barWidth = Math.max(6, Math.min(24, columns - width - BESIDE_BAR));
  return shown.map((job, i) => {
    const mark = first + i === chosen ? pc.bold('>') : ' ';
    const name = shortened(job.jobId, width).padEnd(width);
    return `${mark} ${name}  ${COLOURS[job.status](SHAPES[job.status].padEnd(10))}  ${detail(job, barWidth)}`;
  });
}

/** Long ids of a sweep differ at their ends: the middle is left out. Ids are ASCII. (contract 2) */
function shortened(jobId: string, width: number): string {
  if (jobId.length <= width) return jobId;
  const end = Math.floor((width - 1) / 2);
  return `${jobId.slice(0, width - 1 - end)}…${jobId.slice(-end)}`;
}

function detail({ status, progress, why, assignedGpus }: JobView, barWidth: number): string {
  const count = progress ? `${progress.done} / ${progress.total} ${progress.unit}` : '';
  if (status !== 'running') return why ?? count;
  if (!progress) return 'starting';
  const share = shareOf(progress.done, progress.total);
  const parts = [`${barOf(share, barWidth)} ${percentText(share)}`];
  if (progress.rate !== null) parts.push(`${rateText(progress.rate)}/s`);
  if (progress.etaS !== null) parts.push(`${durationText(progress.etaS)} left`);
  if (assignedGpus.length > 0) parts.push(`GPU ${assignedGpus.join(',')}`);
  return [...parts, count].join('  ');
}

/** Whole words on lines of `columns`, at most `most` of them. */
function wrap(text: string, columns: number, most: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1)} ${word}`.trimStart();
    if (stringWidth(line) <= columns) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines.slice(0, most);
}
