import { useState } from 'react';
import { IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { BatchView } from '../../server/api.ts';
import { DependencyGraph } from './dependency-graph.tsx';
import { TimeLine } from './time-line.tsx';
import './plans.css';

const LARGEST_ZOOM = 64;
const LEGEND = { success: 'done', running: 'running', failed: '✕ failed', forecast: 'forecast', others: 'other users' };

/** Below the running jobs: which job held which GPU when, or what depends on what. */
export function BatchPlans({ batch, runRoot }: { batch: BatchView; runRoot: string }) {
  const [shown, setShown] = useState<'time' | 'graph'>('time');
  const [zoom, setZoom] = useState(1);
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
            {Object.entries(LEGEND).map(([name, words]) => (
              <span key={name} className={`legend bar-${name} hide-m`}>
                <i />
                {words}
              </span>
            ))}
            <Zoom zoom={zoom} onZoom={(wanted) => setZoom(Math.min(LARGEST_ZOOM, Math.max(1, wanted)))} />
          </>
        )}
      </div>
      {shown === 'time' ? (
        <TimeLine batch={batch} runRoot={runRoot} zoom={zoom} />
      ) : (
        <DependencyGraph jobs={batch.jobs} runRoot={runRoot} />
      )}
    </section>
  );
}

function Zoom({ zoom, onZoom }: { zoom: number; onZoom: (zoom: number) => void }) {
  return (
    <div className="row" role="group" aria-label="Zoom of the time line">
      <button className="btn ico quiet s" aria-label="Shorter time, larger bars" onClick={() => onZoom(2 * zoom)}>
        <IconZoomIn size={16} stroke={1.5} aria-hidden />
      </button>
      <button
        className="btn ico quiet s"
        aria-label="Longer time, smaller bars"
        disabled={zoom === 1}
        onClick={() => onZoom(zoom / 2)}
      >
        <IconZoomOut size={16} stroke={1.5} aria-hidden />
      </button>
    </div>
  );
}
