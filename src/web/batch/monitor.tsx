import { memo, useDeferredValue } from 'react';
import { useLive } from '../store/live.ts';
import { BatchPlans } from '../views/batch-plans.tsx';
import { LogPanel } from './log-panel.tsx';
import { RunTable } from './run-table.tsx';
import { showView } from './selection.ts';

/** A thousand bars take longer to draw than the rows in view: they follow when the rows are up to date. */
const LaterPlans = memo(BatchPlans);

/** The batch as it runs: jobs above, the scheduler's log below. */
export function Monitor({ runRoot }: { runRoot: string }) {
  const batch = useLive((state) => state.batch);
  const later = useDeferredValue(batch);
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
      <RunTable runRoot={runRoot} jobs={batch.jobs} />
      <div className="bot">
        <LaterPlans batch={later ?? batch} runRoot={runRoot} />
        <LogPanel log={batch.log} />
      </div>
    </div>
  );
}
