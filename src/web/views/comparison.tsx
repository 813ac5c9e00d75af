import { useMemo, useState, type CSSProperties } from 'react';
import { Curve } from '../pictures/curve.tsx';
import { drawGrey } from '../pictures/draw-grey.ts';
import { Picture } from '../pictures/picture.tsx';
import { FIT } from '../pictures/viewport.ts';
import { CompareColumnView, type CompareMode } from './compare-column.tsx';
import { differencesTo, loadCompared, type CompareColumn, type Compared } from './compare-data.ts';
import { ComparePlots } from './compare-plots.tsx';
import { useLoad } from './use-load.ts';
import { Loading } from './loading.tsx';

interface ComparisonProps {
  runRoot: string;
  index: number;
  names: readonly string[];
  columns: readonly CompareColumn[];
  /** Job that the others are compared with. */
  reference: string;
  mode: CompareMode;
}

/** One column a job: what is left above, what was taken away below; one contrast for all, that of raw. */
export function Comparison({ runRoot, index, names, columns, reference, mode }: ComparisonProps) {
  const [viewport, setViewport] = useState(FIT);
  const key = `${runRoot} ${index} ${columns.map(({ jobId, job }) => `${jobId} ${job.status}`).join(' ')}`;
  const loaded = useLoad(key, (signal) => loadCompared(runRoot, columns, index, signal));
  const shown = loaded.last?.length === columns.length ? loaded.last : null;
  const place = Math.max(
    0,
    columns.findIndex(({ jobId }) => jobId === reference),
  );
  const drawn = useDrawn(shown, place, mode);
  if (!shown || !drawn) return <Loading />;
  const first = shown.find(({ view }) => view);
  return (
    <div className="compare-body">
      <div className="compare-columns" style={{ '--count': columns.length + 1 } as CSSProperties}>
        <section className="compare-column raw" aria-label="Raw">
          <h2>Raw</h2>
          <span className="dim sm">
            particle {index + 1}
            {first?.view && `, class ${first.view.classId}`}
          </span>
          <Picture
            label={`Raw image of particle ${index + 1}`}
            drawn={drawn.raw}
            viewport={viewport}
            onViewport={setViewport}
            pixelSizeA={first?.view?.pixelSizeA ?? null}
            overlay={() => <Curve points={first?.view?.curve ?? []} />}
          />
          <Legend mode={mode} names={names} most={drawn.most} />
        </section>
        {columns.map((column, at) => (
          <CompareColumnView
            key={column.jobId}
            {...{ runRoot, column, mode, viewport }}
            shown={shown[at]}
            reference={at === place ? null : { column: columns[place], shown: shown[place] }}
            upper={drawn.columns[at].upper}
            lower={drawn.columns[at].lower}
            onViewport={setViewport}
          />
        ))}
      </div>
      {columns.length > 1 && <ComparePlots columns={columns} shown={shown} name={names.join(', ') || 'job'} />}
    </div>
  );
}

function Legend({ mode, names, most }: { mode: CompareMode; names: readonly string[]; most: number }) {
  return (
    <div className="sm dim legend-words">
      {mode === 'removed' && (
        <p>
          <b>Subtracted</b> above, <b>removed</b> below. Same contrast in every column: 1 to 99 % of raw.
        </p>
      )}
      {mode === 'difference' && (
        <p>
          <b>Subtracted</b> above; below, its <b>difference to the reference</b>: grey is 0, black and white are ±
          {most.toPrecision(2)}.
        </p>
      )}
      {mode === 'profile' && <p>Means along the curve: raw thin, model dashed, subtracted thick.</p>}
      <p>{names.length > 0 ? `The jobs differ in ${names.join(', ')}.` : 'The jobs do the same.'}</p>
    </div>
  );
}

function useDrawn(shown: readonly Compared[] | null, reference: number, mode: CompareMode) {
  return useMemo(() => {
    const first = shown?.find((one) => one.range);
    if (!shown) return null;
    const range = first?.range ?? { black: 0, white: 1 };
    const { images, most } = mode === 'difference' ? differencesTo(shown[reference], shown) : { images: [], most: 0 };
    const columns = shown.map(({ images: own }, at) => {
      const difference = images[at] ?? null;
      return {
        upper: own.length > 0 ? drawGrey(own[2], range, false) : null,
        lower: difference
          ? drawGrey(difference, { black: -most || -1, white: most || 1 }, false)
          : own.length > 0
            ? drawGrey(own[1], range, false)
            : null,
      };
    });
    return { raw: first ? drawGrey(first.images[0], range, false) : null, columns, most };
  }, [shown, reference, mode]);
}
