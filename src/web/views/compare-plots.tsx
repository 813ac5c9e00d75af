import { useMemo } from 'react';
import { LinePlot } from '../pictures/line-plot.tsx';
import type { CompareColumn, Compared } from './compare-data.ts';

interface ComparePlotsProps {
  columns: readonly CompareColumn[];
  shown: readonly Compared[];
  name: string;
}

/** How the figures go with the value of the argument in which the jobs differ. */
export function ComparePlots({ columns, shown, name }: ComparePlotsProps) {
  const percent = (share: number | null): number | null => (share === null ? null : 100 * share);
  const labels = useMemo(() => columns.map(({ words }) => words), [columns]);
  const left = useMemo(() => shown.map((one) => percent(one.signalLeft)), [shown]);
  const outside = useMemo(() => shown.map((one) => percent(one.changeOutside)), [shown]);
  const rates = useMemo(() => columns.map(({ job }) => job.progress?.rate ?? null), [columns]);
  return (
    <div className="compare-plots">
      <Plot title="Membrane signal left" unit="% of raw, lower is better" values={left} {...{ labels, name }} />
      {rates.some((rate) => rate !== null) && (
        <Plot title="Rate" unit="particles/s" values={rates} {...{ labels, name }} />
      )}
      <Plot title="Change outside the mask" unit="% of raw, should be near 0" values={outside} {...{ labels, name }} />
    </div>
  );
}

interface PlotProps {
  title: string;
  unit: string;
  values: readonly (number | null)[];
  labels: readonly string[];
  name: string;
}

function Plot({ title, unit, values, labels, name }: PlotProps) {
  const x = useMemo(() => labels.map((_, place) => place), [labels]);
  const series = useMemo(() => [{ name: title, values, colour: '--p-sub', width: 2, points: true }], [title, values]);
  return (
    <section className="panel col compare-plot" aria-label={title}>
      <div className="ph">
        <h2>{title}</h2>
        <span className="dim sm cut">{unit}</span>
      </div>
      <LinePlot label={`${title} for each ${name}`} x={x} series={series} unitX="" labels={labels} fromZero />
    </section>
  );
}
