import { memo, useDeferredValue, useState } from 'react';
import type { BatchView } from '../../server/api.ts';
import { useLive } from '../store/live.ts';
import { clock } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';
import { StatusBadge } from '../ui/status.tsx';
import { BatchPlans } from '../views/batch-plans.tsx';
import { LogPanel } from './log-panel.tsx';
import { RunTable } from './run-table.tsx';
import { showView } from './selection.ts';

/** More jobs' bars are drawn once a second, however often the batch changes. */
const MANY_JOBS = 200;

const Plans = memo(BatchPlans);

/** A thousand bars take longer to draw than the rows in view: they follow when the rows are up to date. */
function LaterPlans({ batch, runRoot }: { batch: BatchView; runRoot: string }) {
  const later = useDeferredValue(batch);
  // Deferred, too: a tick of the clock is urgent to React, and would draw all bars in one go.
  const second = useDeferredValue(useNowMs(1000));
  const [held, setHeld] = useState({ batch, second });
  const isHeld = batch.jobs.length > MANY_JOBS && held.second === second;
  if (!isHeld && held.batch !== later) setHeld({ batch: later, second });
  return <Plans batch={isHeld ? held.batch : later} runRoot={runRoot} />;
}

/** The scheduler died: what is shown is its last word. */
function LostBanner({ batch: { updatedUtc, owner } }: { batch: BatchView }) {
  const where = owner ? ` (process ${owner.pid} on ${owner.host})` : '';
  return (
    <div className="ban" role="alert">
      <StatusBadge
        status="warn"
        words={`The scheduler${where} ended before the batch did; this is its state of ${clock(updatedUtc)}.`}
      />
      <span className="mid sm">Jobs that still run go on. Run batch takes over from there.</span>
    </div>
  );
}

/** The batch as it runs: jobs above, the scheduler's log below. */
export function Monitor({ runRoot }: { runRoot: string }) {
  const batch = useLive((state) => state.batch);
  if (!batch || batch.phase === 'none') {
    return (
      <div className="notice">
        <h2>This batch was not started yet</h2>
        <p className="mid">Run batch starts it. It goes on when this page is closed.</p>
        <button className="btn" onClick={() => showView('edit')}>
          Edit its jobs
        </button>
      </div>
    );
  }
  return (
    <div className="m3">
      {batch.fault && (
        <div className="ban" role="alert">
          <span className="st warn">{batch.fault}</span>
        </div>
      )}
      {batch.phase === 'lost' && <LostBanner batch={batch} />}
      <RunTable runRoot={runRoot} jobs={batch.jobs} />
      <div className="bot">
        <LaterPlans batch={batch} runRoot={runRoot} />
        <LogPanel log={batch.log} />
      </div>
    </div>
  );
}
