import type { BatchView, JobView } from '../../server/api.ts';
import { countsText } from '../counts-text.ts';

type Progress = NonNullable<JobView['progress']>;

/** `61 %, 812 of 1331 particles, 27.6/s, 20 min left` */
export function progressWords({ done, total, unit, rate, etaS }: Progress): string {
  const share = total > 0 ? Math.floor((100 * done) / total) : 0;
  const parts = [`${share} %`, `${done} of ${total} ${unit}`];
  if (rate !== null) parts.push(`${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s`);
  if (etaS !== null && done < total) parts.push(`${durationWords(etaS)} left`);
  return parts.join(', ');
}

function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** What the scheduler does, in one line. */
export function phaseWords({ phase, owner, fault, forecastUtc, killUtc }: BatchView, nowMs: number): string {
  const who = owner ? `pid ${owner.pid} on ${owner.host}` : 'unknown process';
  const left = (utc: string): string => durationWords((Date.parse(utc) - nowMs) / 1000);
  if (phase === 'running') return `Running (${who})${forecastUtc ? `, ${left(forecastUtc)} left` : ''}`;
  if (phase === 'stopping') return `Stopping${killUtc ? `: jobs have ${left(killUtc)} to end` : ''}`;
  if (phase === 'lost') return `The scheduler (${who}) is gone; the same bezierfit-batch command goes on`;
  return fault ?? (phase === 'finished' ? 'Finished' : 'There is no batch here');
}

export function endWords(view: BatchView): string {
  return `${phaseWords(view, Date.now())}: ${countsText(view.jobs.map(({ status }) => status))}`;
}
