import { useMemo } from 'react';
import type { ClassList, ClassView } from '../../server/api.ts';
import { curveLength } from '../pictures/curve.tsx';
import { LinePlot } from '../pictures/line-plot.tsx';
import type { LoadedPixels } from '../pictures/load-pixels.ts';
import { profileAlong } from '../pictures/profile-along.ts';
import type { Points } from './class-edits.ts';
import { signed } from './particle-views.tsx';
import type { LiveObjective } from './use-objective.ts';

interface ClassFactsProps {
  list: ClassList;
  one: ClassView;
  pixels: LoadedPixels | null;
  points: Points | null;
  objective: LiveObjective;
  warnings: string[] | null;
  point: number;
  onPoint: (point: number) => void;
  onMove: (points: Points) => void;
}

export function ClassFacts({
  list,
  one,
  pixels,
  points,
  objective,
  warnings,
  point,
  onPoint,
  onMove,
}: ClassFactsProps) {
  const { value, fault } = objective;
  const curve = value?.curve ?? one.curve;
  return (
    <aside className="sd" aria-label="Objective and control points">
      <section className="panel" aria-label="Objective">
        <div className="ph">
          <h2>Objective</h2>
          <span className="grow" />
          <span className="dim sm">live</span>
        </div>
        <div className="b">
          <div className="row" role="status">
            <b className="big" data-testid="objective">
              {value?.fitness?.toFixed(3) ?? '–'}
            </b>
            <Against now={value?.fitness ?? null} fit={one.objective?.fitness ?? null} />
          </div>
          {fault && <p className="st failed">{fault}</p>}
          {value && (
            <dl className="dl">
              <Fact name="Correlation" words={value.correlation.toFixed(3)} />
              <Fact name="Curvature penalty" words={signed(-value.curvaturePenalty, 3)} />
              <Fact name="Box penalty" words={signed(-value.boxPenalty, 3)} />
              <Fact
                name="Largest curvature"
                words={`${value.maxCurvature.toFixed(3)} /px, limit ${list.curvatureThreshold}`}
              />
              <Fact name="Length" words={`${Math.round(curveLength(curve) * list.pixelSizeA)} Å`} />
            </dl>
          )}
        </div>
      </section>
      {warnings && warnings.length > 0 && (
        <section className="panel class-warnings" aria-label="Warnings">
          <div className="ph">
            <h2>Warnings</h2>
          </div>
          <div className="b" role="status">
            {warnings.map((words) => (
              <p key={words} className="st warn">
                {words}
              </p>
            ))}
          </div>
        </section>
      )}
      {pixels && <CurveProfile list={list} pixels={pixels} curve={curve} />}
      {points && <PointTable {...{ points, point, onPoint, onMove }} />}
      <p className="hint pad">
        Saving keeps a copy of the old file. The arrow keys move a point by 1 px, with Shift by 0.1 px.
      </p>
    </aside>
  );
}

function Fact({ name, words }: { name: string; words: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{words}</dd>
    </div>
  );
}

function Against({ now, fit }: { now: number | null; fit: number | null }) {
  if (now === null || fit === null || Math.abs(now - fit) < 0.0005)
    return <span className="dim sm">as in the file</span>;
  const words = `${Math.abs(now - fit).toFixed(3)} ${now > fit ? 'above' : 'below'} the file's`;
  return <span className={`sm ${now > fit ? 'better' : 'worse'}`}>{`${now > fit ? '▲' : '▼'} ${words}`}</span>;
}

function CurveProfile({ list, pixels, curve }: { list: ClassList; pixels: LoadedPixels; curve: [number, number][] }) {
  const { halfWidthPx, pixelSizeA } = list;
  const reach = 3 * halfWidthPx;
  const x = useMemo(
    () => Array.from({ length: 2 * reach + 1 }, (_, index) => Math.round((index - reach) * pixelSizeA * 10) / 10),
    [reach, pixelSizeA],
  );
  const series = useMemo(
    () => [{ name: 'average', values: profileAlong(pixels.images[0], curve, reach), colour: '--p-sub', width: 2 }],
    [pixels, curve, reach],
  );
  const half = halfWidthPx * pixelSizeA;
  const band = useMemo((): [number, number] => [-half, half], [half]);
  return (
    <section className="panel col class-profile" aria-label="Profile across the curve">
      <div className="ph">
        <h2>Profile across the curve</h2>
      </div>
      <LinePlot label="Mean density at each distance from the curve" x={x} series={series} unitX="Å" band={band} />
    </section>
  );
}

interface PointTableProps {
  points: Points;
  point: number;
  onPoint: (point: number) => void;
  onMove: (points: Points) => void;
}

function PointTable({ points, point, onPoint, onMove }: PointTableProps) {
  const set = (index: number, axis: 0 | 1, value: number): void => {
    if (!Number.isFinite(value)) return;
    const [x, y] = points[index];
    onMove(points.map((old, i) => (i === index ? (axis === 0 ? [value, y] : [x, value]) : old)));
  };
  return (
    <section className="panel" aria-label="Control points">
      <div className="ph">
        <h2>Control points</h2>
        <span className="grow" />
        <span className="dim sm">px</span>
      </div>
      <table className="tb points">
        <thead>
          <tr>
            <th scope="col">Point</th>
            <th scope="col" className="num">
              x
            </th>
            <th scope="col" className="num">
              y
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((pair, index) => (
            <tr key={index} className={index === point ? 'cur' : undefined}>
              <td>P{index}</td>
              {([0, 1] as const).map((axis) => (
                <td key={axis} className="num">
                  <input
                    className="in num"
                    type="number"
                    step={0.1}
                    aria-label={`P${index} ${axis === 0 ? 'x' : 'y'}`}
                    value={Number(pair[axis].toFixed(2))}
                    onFocus={() => onPoint(index)}
                    onChange={(event) => set(index, axis, event.target.valueAsNumber)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
