import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { MicrographView } from '../../server/api.ts';
import { count } from '../ui/format.ts';
import { PathText } from '../ui/path-text.tsx';
import { KeysPanel, type KeyRow } from './keys-panel.tsx';

interface BoxPanelProps {
  boxes: MicrographView['boxes'];
  box: number | null;
  onBox: (box: number) => void;
}

/** Jumps from particle to particle of a micrograph. */
export function BoxPanel({ boxes, box, onBox }: BoxPanelProps) {
  const chosen = box === null ? null : boxes[box];
  return (
    <section className="panel" aria-label="Boxes">
      <div className="ph">
        <h2>Boxes</h2>
        <span className="dim sm">{count(boxes.length)}</span>
      </div>
      <div className="b">
        <div className="row">
          <button className="btn ico quiet s" aria-label="Previous box (P)" onClick={() => onBox((box ?? 1) - 1)}>
            <IconChevronLeft size={16} stroke={1.5} aria-hidden />
          </button>
          <div className="inw number">
            <input
              className="in"
              inputMode="numeric"
              aria-label={`Box, 1 to ${boxes.length}`}
              placeholder="–"
              value={box === null ? '' : box + 1}
              onChange={(event) => {
                const wanted = Number.parseInt(event.target.value, 10);
                if (wanted > 0) onBox(Math.min(wanted, boxes.length) - 1);
              }}
            />
            <span className="u">of {count(boxes.length)}</span>
          </div>
          <button
            className="btn ico quiet s"
            aria-label="Next box (N)"
            onClick={() => onBox(box === null ? 0 : box + 1)}
          >
            <IconChevronRight size={16} stroke={1.5} aria-hidden />
          </button>
        </div>
        <p className="sm dim" role="status">
          {chosen
            ? `x ${Math.round(chosen.x)} y ${Math.round(chosen.y)} px · box ${chosen.boxPx} px`
            : 'Choose a box to go there.'}
        </p>
      </div>
    </section>
  );
}

export function MicrographFacts({ view }: { view: MicrographView }) {
  const { columns, rows, pixelSizeA } = view;
  const facts: [string, string][] = [
    ['Size', `${count(columns)} × ${count(rows)} px`],
    ['Pixel size', pixelSizeA === null ? 'not in the file' : `${pixelSizeA.toFixed(3)} Å`],
  ];
  if (pixelSizeA !== null)
    facts.push([
      'Field',
      `${count(Math.round((columns * pixelSizeA) / 10))} × ${count(Math.round((rows * pixelSizeA) / 10))} nm`,
    ]);
  return (
    <>
      <section className="panel" aria-label="Micrograph">
        <div className="ph">
          <h2>Micrograph</h2>
        </div>
        <div className="b">
          <dl className="dl">
            {facts.map(([name, words]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
          <span className="sm dim">
            <PathText path={view.output} />
          </span>
          {!view.ready && <p className="st queued">Not written yet</p>}
        </div>
      </section>
      <KeysPanel rows={KEYS} />
    </>
  );
}

const KEYS: KeyRow[] = [
  [['A', 'D'], 'previous, next micrograph'],
  [['F'], 'flip before and after'],
  [['N', 'P'], 'next, previous box'],
  [['B'], 'boxes on, off'],
  [['+', '−', '0'], 'zoom, fit'],
];
