import { useMemo } from 'react';
import type { ParticleView } from '../../server/api.ts';
import { LinePlot, type Series } from '../pictures/line-plot.tsx';

/** Means along the curve at each distance from it: raw, model, subtracted. */
export function ProfilePanel({ view }: { view: ParticleView }) {
  const { profile, halfWidthPx, pixelSizeA } = view;
  const series = useMemo(() => profileSeries(view), [view]);
  const half = halfWidthPx * pixelSizeA;
  const band = useMemo((): [number, number] => [-half, half], [half]);
  return (
    <section className="panel col profile-panel" aria-label="Profile across the membrane">
      <div className="ph">
        <h2>Profile across the membrane</h2>
        <span className="dim sm hide-m">mean along the curve, this particle; shaded: the membrane's mask</span>
        <span className="grow" />
        {series.map(({ name }) => (
          <span key={name} className={`legend ${name}`}>
            <i />
            {name}
          </span>
        ))}
      </div>
      <LinePlot
        label={`Mean density across the membrane of particle ${view.index + 1}: raw, model and subtracted`}
        x={profile.distanceA}
        series={series}
        unitX="Å"
        band={band}
      />
    </section>
  );
}

/** Raw thin, model dashed, subtracted thick: as in every plot. */
export function profileSeries({ profile }: ParticleView): Series[] {
  return [
    { name: 'raw', values: profile.raw, colour: '--p-raw' },
    { name: 'model', values: profile.model, colour: '--p-model', width: 1.6, dash: [6, 4] },
    { name: 'subtracted', values: profile.subtracted, colour: '--p-sub', width: 2.4 },
  ];
}
