import { useState } from 'react';
import type { BatchView } from '../../server/api.ts';
import { DependencyGraph } from './dependency-graph.tsx';
import { TimeLine } from './time-line.tsx';
import './plans.css';

/** Below the running jobs: which job held which GPU when, or what depends on what. */
export function BatchPlans({ batch, runRoot }: { batch: BatchView; runRoot: string }) {
  const [shown, setShown] = useState<'time' | 'graph'>('time');
  return (
    <section className="panel col plans" aria-label={shown === 'time' ? 'Time line' : 'Dependencies'}>
      <div className="ph">
        <div className="seg" role="group" aria-label="View">
          <button aria-pressed={shown === 'time'} onClick={() => setShown('time')}>
            Time line
          </button>
          <button aria-pressed={shown === 'graph'} onClick={() => setShown('graph')}>
            Dependencies
          </button>
        </div>
        <span className="grow" />
        {shown === 'time' && (
          <>
            <span className="legend measured">
              <i />
              measured
            </span>
            <span className="legend forecast">
              <i />
              forecast
            </span>
          </>
        )}
      </div>
      {shown === 'time' ? (
        <TimeLine batch={batch} runRoot={runRoot} />
      ) : (
        <DependencyGraph jobs={batch.jobs} runRoot={runRoot} />
      )}
    </section>
  );
}
