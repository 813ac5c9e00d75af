import { useMemo } from 'react';
import { LinePlot } from '../pictures/line-plot.tsx';
import { Picture } from '../pictures/picture.tsx';
import type { Viewport } from '../pictures/viewport.ts';
import { hrefTo } from '../router.ts';
import { rate } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';
import type { CompareColumn, Compared } from './compare-data.ts';
import { profileSeries } from './profile-panel.tsx';

export type CompareMode = 'removed' | 'difference' | 'profile';

interface CompareColumnProps {
  runRoot: string;
  column: CompareColumn;
  shown: Compared;
  /** The job that the others are compared with; null: this is it. */
  reference: { column: CompareColumn; shown: Compared } | null;
  mode: CompareMode;
  /** Subtracted, and below it removed or the difference to the reference. */
  upper: ImageData | null;
  lower: ImageData | null;
  viewport: Viewport;
  onViewport: (viewport: Viewport) => void;
}

export function CompareColumnView(props: CompareColumnProps) {
  const { runRoot, column, shown, reference, mode, upper, lower, viewport, onViewport } = props;
  const { jobId, words, job } = column;
  return (
    <section
      className={`panel compare-column${reference ? '' : ' reference'}`}
      aria-label={words === jobId ? jobId : `${words}, ${jobId}`}
    >
      <div className="row">
        <h2 className="cut" title={words}>
          {words}
        </h2>
        <span className="grow" />
        {reference ? <StatusBadge status={job.status} /> : <span className="chip">reference</span>}
      </div>
      <a className="sm cut" href={hrefTo('job', { root: runRoot, job: jobId })} title={jobId}>
        {jobId}
      </a>
      {shown.fault && <p className="st failed wrap">{shown.fault}</p>}
      {shown.view && mode === 'profile' && <ColumnProfile view={shown.view} jobId={jobId} />}
      {shown.view && mode !== 'profile' && (
        <>
          <Picture label={`Subtracted by ${jobId}`} drawn={upper} {...{ viewport, onViewport }} pixelSizeA={null} />
          <Picture
            label={mode === 'removed' ? `Removed by ${jobId}` : `Difference of ${jobId} to the reference`}
            drawn={lower}
            {...{ viewport, onViewport }}
            pixelSizeA={null}
          />
        </>
      )}
      {shown.view && <Figures column={column} shown={shown} reference={reference} />}
    </section>
  );
}

function ColumnProfile({ view, jobId }: { view: NonNullable<Compared['view']>; jobId: string }) {
  const series = useMemo(() => profileSeries(view), [view]);
  return (
    <div className="compare-profile">
      <LinePlot label={`Profile across the membrane, ${jobId}`} x={view.profile.distanceA} series={series} unitX="Å" />
    </div>
  );
}

function Figures({ column, shown, reference }: Pick<CompareColumnProps, 'column' | 'shown' | 'reference'>) {
  const perSecond = column.job.progress?.rate ?? null;
  return (
    <dl className="dl">
      <Figure name="Signal left" now={shown.signalLeft} than={reference?.shown.signalLeft} lessIsBetter />
      <Figure name="Change outside" now={shown.changeOutside} than={reference?.shown.changeOutside} lessIsBetter />
      <div>
        <dt>Scaling factor λ</dt>
        <dd>{shown.view?.lambda.toFixed(2) ?? '–'}</dd>
      </div>
      <div>
        <dt>Rate</dt>
        <dd>{perSecond === null ? '–' : rate(perSecond)}</dd>
      </div>
    </dl>
  );
}

interface FigureProps {
  name: string;
  /** 0..1 */
  now: number | null;
  /** Of the reference; undefined: this is it. */
  than?: number | null;
  lessIsBetter?: boolean;
}

function Figure({ name, now, than, lessIsBetter }: FigureProps) {
  const change = now === null || than === null || than === undefined ? null : 100 * (now - than);
  const isSame = change !== null && Math.abs(change) < 0.05;
  const tone = isSame || !lessIsBetter ? 'dim' : (change ?? 0) < 0 ? 'better' : 'worse';
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {now === null ? '–' : `${(100 * now).toFixed(1)} %`}
        {change !== null && (
          <span className={`sm ${tone}`}>
            {' '}
            {isSame ? '±0.0' : `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}`}
          </span>
        )}
      </dd>
    </div>
  );
}
