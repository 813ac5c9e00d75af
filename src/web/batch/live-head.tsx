import type { BatchView, StatusWord } from '../../server/api.ts';
import { useLive } from '../store/live.ts';
import { clock, count, duration } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';
import { StatusBadge } from '../ui/status.tsx';
import { useSelection } from './selection.ts';

const ORDER: readonly StatusWord[] = ['running', 'queued', 'success', 'failed', 'canceled'];

/** The batch as a whole: one badge, since when, and the counts. */
export function LiveHead() {
  const batch = useLive((state) => state.batch);
  const nowMs = useNowMs();
  if (!batch || batch.phase === 'none') return <span className="dim">Not started yet</span>;
  const { status, words } = phaseBadge(batch);
  const endMs = batch.finishedUtc ? Date.parse(batch.finishedUtc) : nowMs;
  return (
    <>
      <StatusBadge status={status} words={words} pill />
      {batch.startedUtc && (
        <span className="sm mid nowrap hide-m" title={batch.startedUtc}>
          {batch.finishedUtc ? 'started' : 'since'} {clock(batch.startedUtc)}, {batch.finishedUtc && 'took '}
          {duration((endMs - Date.parse(batch.startedUtc)) / 1000)}
        </span>
      )}
      <Filter counts={batch.counts} />
      {batch.forecastUtc && batch.finishedUtc === null && (
        <span className="sm mid nowrap" title={batch.forecastUtc}>
          Expected end <b>{clock(batch.forecastUtc)}</b>
        </span>
      )}
      {batch.phase === 'finished' && status !== 'success' && (
        <span className="sm dim">Run batch goes on where it ended</span>
      )}
    </>
  );
}

/** Counts by status; one shows its jobs alone. */
function Filter({ counts }: Pick<BatchView, 'counts'>) {
  const filter = useSelection((state) => state.filter);
  const all = ORDER.reduce((sum, word) => sum + counts[word], 0);
  const words = ORDER.filter((word) => counts[word] > 0 || word === filter);
  const show = (next: StatusWord | null) => useSelection.setState({ filter: next });
  return (
    <div className="seg" role="group" aria-label="Show jobs">
      <button aria-pressed={filter === null} onClick={() => show(null)}>
        All {count(all)}
      </button>
      {words.map((word) => (
        <button
          key={word}
          aria-pressed={filter === word}
          aria-label={`${counts[word]} ${word}`}
          title={`${counts[word]} ${word}`}
          onClick={() => show(filter === word ? null : word)}
        >
          <StatusBadge status={word} words={count(counts[word])} />
        </button>
      ))}
    </div>
  );
}

/** The word for a batch; a job that is only disabled does not make it canceled. */
function phaseBadge({ phase, counts, jobs }: BatchView): { status: StatusWord | 'warn'; words: string } {
  if (phase === 'running' || phase === 'starting') return { status: 'running', words: 'Running' };
  if (phase === 'stopping') return { status: 'warn', words: 'Stopping' };
  if (phase === 'lost') return { status: 'warn', words: 'Interrupted' };
  if (phase === 'unreadable') return { status: 'warn', words: 'Unreadable' };
  if (counts.failed > 0) return { status: 'failed', words: 'Failed' };
  if (jobs.some(({ status, reason }) => status === 'canceled' && reason !== 'disabled'))
    return { status: 'canceled', words: 'Canceled' };
  return { status: 'success', words: 'Success' };
}

/** After Stop: how long the jobs still have. */
export function StopCountdown() {
  const killUtc = useLive((state) => (state.batch?.phase === 'stopping' ? state.batch.killUtc : null));
  const nowMs = useNowMs();
  if (killUtc === null) return null;
  const leftS = Math.max(0, Math.ceil((Date.parse(killUtc) - nowMs) / 1000));
  return (
    <span className="st warn" role="timer" title="Then running jobs are killed">
      Stopping: {leftS} s to clean up
    </span>
  );
}
