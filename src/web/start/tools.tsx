import type { ReactNode } from 'react';
import { hrefTo } from '../router.ts';
import { useKeys } from '../views/use-keys.ts';

const WAVES = ['M8 44C30 44 44 18 122 18', 'M8 52C32 52 46 26 122 26'];

/** Drawn, so that the page needs no data: two leaflets of a membrane, with and without. */
function Membrane({ subtracted = false, points = false }: { subtracted?: boolean; points?: boolean }) {
  return (
    <svg viewBox="0 0 130 64" aria-hidden="true" className="tool-picture">
      {WAVES.map((wave) => (
        <path key={wave} d={wave} className={subtracted ? 'gone' : 'leaflet'} />
      ))}
      {points && (
        <>
          <path d="M8 48C31 48 45 22 122 22" className="curve" />
          {[
            [8, 48],
            [44, 38],
            [76, 26],
            [122, 22],
          ].map(([x, y]) => (
            <circle key={x} cx={x} cy={y} r={4} className="handle" />
          ))}
        </>
      )}
      {subtracted && <path d="M62 12c8-5 16 2 13 10s4 12-4 15-14-3-12-10-3-11 3-15z" className="protein" />}
    </svg>
  );
}

/** A micrograph with vesicles; those of its particles are gone. */
function Field() {
  return (
    <svg viewBox="0 0 130 64" aria-hidden="true" className="tool-picture">
      <circle cx="34" cy="32" r="22" className="leaflet thin" />
      <circle cx="34" cy="32" r="16" className="leaflet thin" />
      <circle cx="92" cy="34" r="24" className="gone thin" />
      <circle cx="92" cy="34" r="18" className="gone thin" />
      <path d="M64 0V64" className="curve" />
      {[
        [66, 20],
        [82, 2],
        [104, 22],
      ].map(([x, y]) => (
        <rect key={x} x={x} y={y} width={20} height={20} className="box" />
      ))}
    </svg>
  );
}

function Bars() {
  return (
    <svg viewBox="0 0 130 64" aria-hidden="true" className="tool-picture">
      <rect x="10" y="8" width="46" height="13" rx="2" className="bar-done" />
      <rect x="58" y="8" width="34" height="13" rx="2" className="bar-running" />
      <rect x="10" y="26" width="26" height="13" rx="2" className="bar-done" />
      <rect x="38" y="26" width="40" height="13" rx="2" className="bar-running" />
      <rect x="10" y="44" width="58" height="13" rx="2" className="bar-running" />
      <rect x="80" y="26" width="40" height="31" rx="2" className="bar-queued" />
    </svg>
  );
}

function Tool(props: { href: string; shortcut: string; title: string; about: string; picture: ReactNode }) {
  return (
    <a className="tool" href={props.href} aria-keyshortcuts={props.shortcut}>
      <span className="tim">{props.picture}</span>
      <span className="grow">
        <b>{props.title}</b>
        <span className="mid">{props.about}</span>
      </span>
      <kbd aria-hidden="true">{props.shortcut}</kbd>
    </a>
  );
}

const HREFS = {
  b: hrefTo('batch'),
  1: hrefTo('single', { kind: 'bezierfit_mem_analyze' }),
  2: hrefTo('single', { kind: 'bezierfit_particle_pms' }),
  3: hrefTo('single', { kind: 'bezierfit_micrograph_mms' }),
};

/** The four tools of the Bezierfit mode, each with its key. */
export function Tools() {
  const open = (href: string) => () => {
    location.hash = href;
  };
  useKeys({ b: open(HREFS.b), 1: open(HREFS[1]), 2: open(HREFS[2]), 3: open(HREFS[3]) });
  return (
    <div className="tg">
      <Tool
        href={HREFS.b}
        shortcut="B"
        title="Batch Scheduler"
        about="Many jobs, sweeps and chained steps on free GPUs"
        picture={<Bars />}
      />
      <Tool
        href={HREFS[1]}
        shortcut="1"
        title="Membrane Analyzer"
        about="Fit Bézier curves to the membranes of 2D class averages"
        picture={<Membrane points />}
      />
      <Tool
        href={HREFS[2]}
        shortcut="2"
        title="Particle Membrane Subtraction"
        about="One run over a particle set"
        picture={<Membrane subtracted />}
      />
      <Tool
        href={HREFS[3]}
        shortcut="3"
        title="Micrograph Membrane Subtraction"
        about="Put subtracted particles back into their micrographs"
        picture={<Field />}
      />
    </div>
  );
}
