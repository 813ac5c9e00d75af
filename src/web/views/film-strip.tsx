import { useEffect, useRef } from 'react';
import { IconFlag } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { addressOf } from '../pictures/address.ts';
import { count } from '../ui/format.ts';

const SIDE_PX = 72;
/** Of the mock: a thumb and the gap after it. */
const STEP_PX = SIDE_PX + 6;

interface FilmStripProps {
  runRoot: string;
  jobId: string;
  count: number;
  index: number;
  onIndex: (index: number) => void;
  flags: ReadonlySet<number>;
}

/** All particles as small pictures; only those in sight are loaded. */
export function FilmStrip({ runRoot, jobId, count: total, index, onIndex, flags }: FilmStripProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => box.current,
    estimateSize: () => STEP_PX,
    horizontal: true,
    overscan: 4,
  });
  useEffect(() => virtual.scrollToIndex(index, { align: 'auto' }), [virtual, index]);
  return (
    <section className="panel film-panel" aria-label="Particles">
      <div className="film" ref={box} tabIndex={-1}>
        <div className="film-inside" style={{ width: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index: place, start }) => (
            <button
              key={place}
              className="thumb"
              style={{ left: start }}
              aria-label={`Particle ${place + 1}${flags.has(place) ? ', flagged' : ''}`}
              aria-current={place === index ? 'true' : undefined}
              onClick={() => onIndex(place)}
            >
              <img
                src={addressOf('/api/particle/png', { runRoot, jobId, index: place, side: 96 })}
                alt=""
                width={SIDE_PX}
                height={SIDE_PX}
              />
              <span className="no">{count(place + 1)}</span>
              {flags.has(place) && (
                <span className="fl">
                  <IconFlag size={13} aria-hidden />
                </span>
              )}
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}
