import { useMemo, useState } from 'react';
import type { JobView, ParticleView } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import { Curve } from '../pictures/curve.tsx';
import { drawGrey } from '../pictures/draw-grey.ts';
import type { GreyImage } from '../pictures/grey-image.ts';
import { LinePlot } from '../pictures/line-plot.tsx';
import { loadPixels } from '../pictures/load-pixels.ts';
import { Picture } from '../pictures/picture.tsx';
import { FIT } from '../pictures/viewport.ts';
import { hrefTo } from '../router.ts';
import { StatusBadge } from '../ui/status.tsx';
import { signalLeft } from './signal-left.ts';
import type { SweepColumn } from './sweep-values.ts';
import { useLoad } from './use-load.ts';

interface ComparisonProps {
  runRoot: string;
  index: number;
  names: readonly string[];
  columns: readonly (SweepColumn & { job: JobView })[];
  /** Jobs that are not shown. */
  left: number;
  reference: string;
}
interface Shown {
  fault: string | null;
  view: ParticleView | null;
  images: GreyImage[];
  range: { black: number; white: number } | null;
}

/** One column a job: what is left above, what was taken away below; one contrast for all, that of raw. */
export function Comparison({ runRoot, index, names, columns, left, reference }: ComparisonProps) {
  const [viewport, setViewport] = useState(FIT);
  const key = `${runRoot} ${index} ${columns.map(({ jobId, job }) => `${jobId} ${job.status}`).join(' ')}`;
  const loaded = useLoad(key, (signal) =>
    Promise.all(columns.map(({ jobId }) => loadOne(runRoot, jobId, index, signal))),
  );
  const shown = loaded.last;
  const range = shown?.find((one) => one.range)?.range ?? null;
  const drawn = useMemo(
    () => range && shown?.map(({ images }) => images.map((image) => drawGrey(image, range, false))),
    [shown, range],
  );
  const place = Math.max(
    0,
    columns.findIndex(({ jobId }) => jobId === reference),
  );
  if (!shown || !drawn || shown.length !== columns.length) return <div aria-busy="true" />;
  const picture = (column: number, image: number, label: string) => (
    <Picture
      label={label}
      drawn={drawn[column]?.[image] ?? null}
      viewport={viewport}
      onViewport={setViewport}
      pixelSizeA={image === 0 ? (shown[column]?.view?.pixelSizeA ?? null) : null}
      overlay={image === 0 ? () => <Curve points={shown[column]?.view?.curve ?? []} /> : undefined}
    />
  );
  const firstGood = Math.max(
    0,
    shown.findIndex(({ view }) => view),
  );
  return (
    <>
      <div className="compare-columns" style={{ gridTemplateColumns: `repeat(${columns.length + 1}, minmax(0, 1fr))` }}>
        <section className="compare-column raw" aria-label="Raw">
          <h2>Raw</h2>
          <span className="dim sm">particle {index + 1}</span>
          {picture(firstGood, 0, `Raw image of particle ${index + 1}`)}
          <p className="sm dim">
            <b>Subtracted</b>, then <b>removed</b>, in every column. Same contrast: 1 to 99 % of raw.
            {names.length > 0 && ` The jobs differ in ${names.join(', ')}.`}
            {left > 0 && ` ${left} more jobs are not shown.`}
          </p>
        </section>
        {columns.map(({ jobId, words, job }, column) => (
          <section
            key={jobId}
            className={`panel compare-column${column === place ? ' reference' : ''}`}
            aria-label={`${words}, ${jobId}`}
          >
            <div className="row">
              <h2 className="cut">{words}</h2>
              <span className="grow" />
              {column === place ? <span className="chip">reference</span> : <StatusBadge status={job.status} />}
            </div>
            <a className="sm cut" href={hrefTo('job', { root: runRoot, job: jobId })}>
              {jobId}
            </a>
            {shown[column].fault ? (
              <p className="st failed wrap">{shown[column].fault}</p>
            ) : (
              <>
                {picture(column, 2, `Subtracted by ${jobId}`)}
                {picture(column, 1, `Removed by ${jobId}`)}
                <Figures
                  now={shown[column].view}
                  reference={shown[place]?.view ?? null}
                  isReference={column === place}
                />
              </>
            )}
          </section>
        ))}
      </div>
      <SignalPlot columns={columns} shown={shown} names={names} />
    </>
  );
}

async function loadOne(runRoot: string, jobId: string, index: number, signal: AbortSignal): Promise<Shown> {
  const query = { runRoot, jobId, index };
  try {
    const [view, { images, range }] = await Promise.all([
      get<ParticleView>('/api/particle', query, signal),
      loadPixels('/api/particle/pixels', query, signal),
    ]);
    return { view, images, range, fault: null };
  } catch (error) {
    if (signal.aborted) throw error;
    return { view: null, images: [], range: null, fault: failureWords(error) };
  }
}

interface FiguresProps {
  now: ParticleView | null;
  reference: ParticleView | null;
  isReference: boolean;
}

function Figures({ now, reference, isReference }: FiguresProps) {
  const left = now && signalLeft(now);
  const other = reference && signalLeft(reference);
  const change = left !== null && other !== null && !isReference ? 100 * (left - other) : null;
  return (
    <dl className="dl">
      <div>
        <dt>Signal left</dt>
        <dd>
          {left === null ? '–' : `${(100 * left).toFixed(1)} %`}
          {change !== null && <span className="dim"> {`${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}`}</span>}
        </dd>
      </div>
      <div>
        <dt>Scaling factor λ</dt>
        <dd>{now?.lambda.toFixed(2) ?? '–'}</dd>
      </div>
    </dl>
  );
}

function SignalPlot({
  columns,
  shown,
  names,
}: {
  columns: readonly SweepColumn[];
  shown: Shown[];
  names: readonly string[];
}) {
  const x = useMemo(() => columns.map(({ value }, place) => value ?? place), [columns]);
  const series = useMemo(() => {
    const values = shown.map(({ view }) => {
      const left = view && signalLeft(view);
      return left === null ? null : 100 * left;
    });
    return [{ name: 'signal left', values, colour: '--p-sub', width: 2, points: true }];
  }, [shown]);
  if (columns.length < 2 || columns.some(({ value }) => value === null)) return null;
  return (
    <section className="panel col compare-plot" aria-label="Membrane signal left">
      <div className="ph">
        <h2>Membrane signal left</h2>
        <span className="dim sm">% of raw in this particle, over {names[0]}; lower is better</span>
      </div>
      <LinePlot label="Signal left in this particle for each value" x={x} series={series} unitX="" />
    </section>
  );
}
