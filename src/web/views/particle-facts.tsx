import { statistics } from '../pictures/grey-image.ts';
import { hrefTo } from '../router.ts';
import { count } from '../ui/format.ts';
import { PathText } from '../ui/path-text.tsx';
import { signed } from './particle-views.tsx';
import type { ShownParticle } from './particles.tsx';
import { signalLeft } from './signal-left.ts';
import { KeysPanel, type KeyRow } from './keys-panel.tsx';

export function ParticleFacts({ view, pixels, runRoot, jobId }: ShownParticle & { runRoot: string; jobId: string }) {
  const spread = (place: number): string => {
    const { mean, deviation } = statistics(pixels.images[place]);
    return `${signed(mean, 2)} ± ${deviation.toFixed(2)}`;
  };
  const left = signalLeft(view);
  const facts: [string, string][] = [
    ['Row of the particles file', count(view.row)],
    ['Scaling factor λ', view.lambda.toFixed(2)],
    ['In-plane angle', `${signed(view.psiDeg, 1)}°`],
    ['Shift', `${signed(view.shiftXPx * view.pixelSizeA, 1)}, ${signed(view.shiftYPx * view.pixelSizeA, 1)} Å`],
    ['Signal left', left === null ? '–' : `${Math.round(100 * left)} %`],
    ['Raw', spread(0)],
    ['Subtracted', spread(2)],
  ];
  return (
    <>
      <section className="panel" aria-label={`Particle ${view.index + 1}`}>
        <div className="ph">
          <h2>Particle {count(view.index + 1)}</h2>
          <span className="grow" />
          <a className="sm" href={hrefTo('classes', { root: runRoot, job: jobId, class: String(view.classId) })}>
            Class {view.classId}
          </a>
        </div>
        <div className="b">
          <dl className="dl">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <span className="sm dim">
            <PathText path={view.output} />
          </span>
          {!view.ready && <p className="st warn">Not written yet: computed for this view</p>}
          {view.nanPixels > 0 && <p className="st warn">{count(view.nanPixels)} pixels are not numbers</p>}
        </div>
      </section>
      <KeysPanel rows={KEYS} />
    </>
  );
}

const KEYS: KeyRow[] = [
  [['A', 'D'], 'previous, next particle'],
  [['S'], 'raw in place of subtracted'],
  [['1', '2', '3', '4'], 'one view large'],
  [['+', '−', '0'], 'zoom, fit'],
  [['Space'], 'flag'],
];
