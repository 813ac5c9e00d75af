import type { BatchView, JobView } from '../../server/api.ts';
import { durationText, percentText, rateText, shareOf } from '../bar-text.ts';
import { countsText } from '../counts-text.ts';

type Progress = NonNullable<JobView['progress']>;

/** `61 %, 812 of 1331 particles, 27.6/s, 20 min left` */
export function progressWords({ done, total, unit, rate, etaS }: Progress): string {
  const parts = [percentText(shareOf(done, total)).trimStart(), `${done} of ${total} ${unit}`];
  if (rate !== null) parts.push(`${rateText(rate)}/s`);
  if (etaS !== null && done < total) parts.push(`${durationText(etaS)} left`);
  return parts.join(', ');
}

/** What the scheduler does, in one line. */
export function phaseWords({ phase, owner, fault, forecastUtc, killUtc }: BatchView, nowMs: number): string {
  const who = owner ? `pid ${owner.pid} on ${owner.host}` : 'unknown process';
  const left = (utc: string): string => durationText((Date.parse(utc) - nowMs) / 1000);
  if (phase === 'running') return `Running (${who})${forecastUtc ? `, ${left(forecastUtc)} left` : ''}`;
  if (phase === 'stopping') return `Stopping${killUtc ? `: jobs have ${left(killUtc)} to end` : ''}`;
  if (phase === 'lost') return `The scheduler (${who}) is gone; the same bezierfit-batch command goes on`;
  return fault ?? (phase === 'finished' ? 'Finished' : 'There is no batch here');
}

export function endWords(view: BatchView): string {
  return `${phaseWords(view, Date.now())}: ${countsText(view.jobs.map(({ status }) => status))}`;
}
