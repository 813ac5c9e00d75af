import type { JobView } from '../../server/api.ts';
import { count, duration, rate } from './format.ts';

/** Below these the time left is a guess. */
const LEAST_SHARE = 0.02;

/** `61 % · 27.6/s · 20 m left` of a running job, `84,213 particles · 28.7/s` of one that is done. */
export function progressWords({ progress, status }: JobView): string {
  if (!progress) return '–';
  if (status === 'success') {
    return `${count(progress.done)} ${progress.unit}${progress.rate ? ` · ${rate(progress.rate)}` : ''}`;
  }
  if (status !== 'running') return `${count(progress.done)} of ${count(progress.total)}`;
  const share = progress.total > 0 ? progress.done / progress.total : 0;
  const left = share < LEAST_SHARE || progress.etaS === null ? 'measuring' : `${duration(progress.etaS)} left`;
  const speed = progress.rate ? `${rate(progress.rate)} · ` : '';
  return `${Math.floor(share * 100)} % · ${speed}${left}`;
}

/** Bar, then share, rate and time left. */
export function JobProgress({ job }: { job: JobView }) {
  const { progress, status } = job;
  if (!progress || status === 'queued') return <span className="dim">–</span>;
  const share = progress.total > 0 ? progress.done / progress.total : 0;
  return (
    <span className="pgr" title={`${count(progress.done)} of ${count(progress.total)} ${progress.unit}`}>
      <Bar share={share} tone={status} label={`Progress of ${job.jobId}`} />
      <span className={status === 'running' ? '' : 'dim'}>{progressWords(job)}</span>
    </span>
  );
}

export function Bar({ share, tone, label }: { share: number; tone: string; label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;
  return (
    <span
      className={`trk ${tone}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${percent}%` }} />
    </span>
  );
}
