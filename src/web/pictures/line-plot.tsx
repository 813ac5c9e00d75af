import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { count } from '../ui/format.ts';
import { useTheme } from './use-theme.ts';
import { useSize } from './use-size.ts';

export interface Series {
  name: string;
  values: readonly (number | null)[];
  /** Custom property of the colour, as `--p-raw`. */
  colour: string;
  width?: number;
  dash?: number[];
  points?: boolean;
}
interface LinePlotProps {
  label: string;
  x: readonly number[];
  series: readonly Series[];
  unitX: string;
  /** A band [from, to] on x, shaded. */
  band?: [number, number];
  /** Names of the places 0, 1, 2 ... of x, in place of numbers. */
  labels?: readonly string[];
  fromZero?: boolean;
}

/** Lines over a common x, drawn at the size that there is. */
export function LinePlot({ label, x, series, unitX, band, labels, fromZero }: LinePlotProps) {
  const [measure, size] = useSize<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const width = Math.floor(size?.width ?? 0);
  const height = Math.floor(size?.height ?? 0);
  useEffect(() => {
    const place = host.current;
    if (!place || width < 40 || height < 40) return;
    const options = optionsOf({ label, x, series, unitX, band, labels, fromZero }, { width, height });
    const plot = new uPlot(options, [[...x], ...series.map(({ values }) => [...values])], place);
    return () => plot.destroy();
  }, [label, x, series, unitX, band, labels, fromZero, width, height, theme]);
  return (
    <div className="plot-box" ref={measure} role="img" aria-label={label}>
      <div ref={host} />
    </div>
  );
}

function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(
  { x, series, unitX, band, labels, fromZero }: LinePlotProps,
  { width, height }: { width: number; height: number },
): uPlot.Options {
  const font = '11px sans-serif';
  const grid = { stroke: colourOf('--grid'), width: 1 };
  const axis = { stroke: colourOf('--fg-2'), font, grid, ticks: { show: false }, gap: 4 };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: false }, y: fromZero ? { range: (_, __, most) => [0, 1.15 * most || 1] } : {} },
    axes: [
      labels
        ? { ...axis, size: 24, splits: () => [...x], values: () => [...labels] }
        : { ...axis, size: 24, values: (_, splits) => splits.map((value, i) => withUnit(value, i, splits, unitX)) },
      { ...axis, size: 48, values: (_, splits) => splits.map(tickWords) },
    ],
    series: [
      {},
      ...series.map(({ name, colour, width: lineWidth = 1.2, dash, points = false }): uPlot.Series => ({
        label: name,
        stroke: colourOf(colour),
        width: lineWidth,
        dash,
        points: { show: points, size: 7, fill: colourOf(colour) },
      })),
    ],
    hooks: band ? { drawClear: [(plot) => shade(plot, band)] } : {},
  };
}

function withUnit(value: number, index: number, splits: readonly number[], unit: string): string {
  return withMinus(index === splits.length - 1 ? `${value} ${unit}` : String(value));
}

const tickWords = (value: number): string => withMinus(Math.abs(value) < 1000 ? String(value) : count(value));
const withMinus = (words: string): string => words.replace('-', '−');

function shade(plot: uPlot, [from, to]: [number, number]): void {
  const left = plot.valToPos(from, 'x', true);
  const right = plot.valToPos(to, 'x', true);
  plot.ctx.fillStyle = colourOf('--bg-3');
  plot.ctx.fillRect(left, plot.bbox.top, right - left, plot.bbox.height);
}
