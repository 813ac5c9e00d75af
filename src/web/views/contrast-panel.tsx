import { useMemo } from 'react';
import { IconRefresh } from '@tabler/icons-react';
import { percentiles, type GreyImage, type Range } from '../pictures/grey-image.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { signed } from './particle-views.tsx';

export interface Contrast {
  /** Percentiles of raw that are drawn black and white. */
  low: number;
  high: number;
  isLinked: boolean;
  isInverted: boolean;
  /** Finer than this resolution nothing is drawn; 0: all is. */
  lowPassA: number;
}
export const DEFAULT_CONTRAST: Contrast = { low: 1, high: 99, isLinked: true, isInverted: false, lowPassA: 0 };
const LOW_PASS_A = [0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100];

interface ContrastPanelProps {
  image: GreyImage;
  range: Range;
  contrast: Contrast;
  /** What the percentiles are of, and which others share them. */
  name: string;
  others: string;
  /** Whether the others can have limits of their own. */
  canUnlink?: boolean;
  onContrast: (contrast: Contrast) => void;
}

/** Histogram with the limits that all views share. */
export function ContrastPanel(props: ContrastPanelProps) {
  const { image, range, contrast, name, others, canUnlink = true, onContrast } = props;
  const change = (part: Partial<Contrast>): void => onContrast({ ...contrast, ...part });
  return (
    <section className="panel" aria-label="Contrast">
      <div className="ph">
        <h2>Contrast</h2>
        <span className="grow" />
        {canUnlink && (
          <Checkbox checked={contrast.isLinked} onChecked={(checked) => change({ isLinked: checked })}>
            Linked
          </Checkbox>
        )}
      </div>
      <div className="b">
        <Histogram image={image} range={range} name={name} />
        <div className="limits">
          <Percent label="Low" value={contrast.low} min={0} max={49} onValue={(low) => change({ low })} />
          <Percent label="High" value={contrast.high} min={51} max={100} onValue={(high) => change({ high })} />
        </div>
        <p className="hint">
          {contrast.isLinked ? `Percentiles of ${name}, for ${others} too.` : 'Each view has its own limits.'}
        </p>
        <LowPass value={contrast.lowPassA} onValue={(lowPassA) => change({ lowPassA })} />
        <div className="row">
          <Checkbox checked={contrast.isInverted} onChecked={(checked) => change({ isInverted: checked })}>
            Invert
          </Checkbox>
          <span className="grow" />
          <button className="btn s quiet" onClick={() => onContrast(DEFAULT_CONTRAST)}>
            <IconRefresh size={16} stroke={1.5} aria-hidden />
            Reset
          </button>
        </div>
      </div>
    </section>
  );
}

function LowPass({ value, onValue }: { value: number; onValue: (value: number) => void }) {
  const words = value === 0 ? 'off' : `${value} Å`;
  return (
    <label className="f">
      <span className="lb row">
        Low-pass
        <span className="grow" />
        <span className="dim">{words}</span>
      </span>
      <input
        className="slider"
        type="range"
        min={0}
        max={LOW_PASS_A.length - 1}
        value={LOW_PASS_A.indexOf(value)}
        aria-valuetext={words}
        onChange={(event) => onValue(LOW_PASS_A[event.target.valueAsNumber] ?? 0)}
      />
    </label>
  );
}

interface PercentProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onValue: (value: number) => void;
}

function Percent({ label, value, min, max, onValue }: PercentProps) {
  return (
    <label className="f">
      <span className="lb">{label}</span>
      <div className="inw">
        <input
          className="in"
          type="number"
          step={0.5}
          min={min}
          max={max}
          value={value}
          onChange={(event) => {
            const wanted = event.target.valueAsNumber;
            if (wanted >= min && wanted <= max) onValue(wanted);
          }}
        />
        <span className="u">%</span>
      </div>
    </label>
  );
}

const BINS = 60;

function Histogram({ image, range, name }: { image: GreyImage; range: Range; name: string }) {
  const { bars, from, to } = useMemo(() => histogramOf(image), [image]);
  const x = (value: number): number => (BINS * (value - from)) / (to - from || 1);
  return (
    <svg
      className="histogram"
      viewBox={`0 0 ${BINS} 20`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Histogram of ${name}; black ${signed(range.black, 2)}, white ${signed(range.white, 2)}`}
    >
      <rect className="inside" x={x(range.black)} width={Math.max(0, x(range.white) - x(range.black))} height="20" />
      {bars.map((height, index) => (
        <rect key={index} x={index + 0.1} y={20 - 19 * height} width={0.8} height={19 * height} />
      ))}
      <path className="limit" d={`M${x(range.black)} 0V20M${x(range.white)} 0V20`} />
    </svg>
  );
}

function histogramOf(image: GreyImage): { bars: number[]; from: number; to: number } {
  const { black: from, white: to } = percentiles(image, 0.05, 99.95);
  const counts = new Array<number>(BINS).fill(0);
  for (const value of image.pixels) {
    const bin = Math.floor((BINS * (value - from)) / (to - from || 1));
    if (bin >= 0 && bin < BINS) counts[bin]++;
  }
  const most = Math.max(1, ...counts);
  return { bars: counts.map((number) => number / most), from, to };
}
