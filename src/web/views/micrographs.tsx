import { useMemo, useState } from 'react';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { MicrographList, MicrographView } from '../../server/api.ts';
import { get } from '../api.ts';
import { drawGrey, type GreyImage } from '../pictures/grey-image.ts';
import { loadPixels } from '../pictures/load-pixels.ts';
import { BeforeAfter } from './before-after.tsx';
import { useKeys } from './use-keys.ts';
import { useLoad } from './use-load.ts';

/** Longest side that is loaded of a micrograph; larger ones come with means over square blocks. */
const MOST_SIDE_PX = 2048;

/** Micrographs of an MMS job, before and after, with the boxes of the particles. */
export function Micrographs({ runRoot, jobId }: { runRoot: string; jobId: string }) {
  const list = useLoad(`${runRoot} ${jobId}`, (signal) =>
    get<MicrographList>('/api/micrographs', { runRoot, jobId }, signal),
  );
  const [index, setIndex] = useState(0);
  const [showsBoxes, setShowsBoxes] = useState(true);
  const shown = useMicrograph(runRoot, jobId, list.value && list.value.micrographs.length > 0 ? index : null);
  const total = list.value?.micrographs.length ?? 0;
  const go = (next: number): void => setIndex(Math.min(total - 1, Math.max(0, next)));
  useKeys({ a: () => go(index - 1), d: () => go(index + 1), '[': () => go(index - 1), ']': () => go(index + 1) });
  if (list.fault) return <p className="pad st failed">{list.fault}</p>;
  if (!list.value) return <div aria-busy="true" />;
  if (total === 0) return <p className="pad mid">The STAR file names no micrographs.</p>;
  return (
    <section className="panel col fill-panel" aria-label="Micrograph viewer">
      <div className="ph">
        <button className="btn ico quiet s" aria-label="Previous micrograph (A)" onClick={() => go(index - 1)}>
          <IconChevronLeft size={16} stroke={1.5} aria-hidden />
        </button>
        <select
          className="sel micrograph-choice"
          aria-label="Micrograph"
          value={index}
          onChange={(event) => go(Number(event.target.value))}
        >
          {list.value.micrographs.map(({ name, index: place, particles, ready }) => (
            <option key={place} value={place}>
              {name} · {particles} particles{ready ? '' : ' (not written yet)'}
            </option>
          ))}
        </select>
        <button className="btn ico quiet s" aria-label="Next micrograph (D)" onClick={() => go(index + 1)}>
          <IconChevronRight size={16} stroke={1.5} aria-hidden />
        </button>
        <span className="dim sm">
          {index + 1} of {total}
        </span>
        <span className="grow" />
        <label className="ck sm">
          <input type="checkbox" checked={showsBoxes} onChange={(event) => setShowsBoxes(event.target.checked)} />
          Boxes
        </label>
      </div>
      {shown.fault && <p className="pad st failed">{shown.fault}</p>}
      {shown.last && <BeforeAfter {...shown.last} showsBoxes={showsBoxes} />}
    </section>
  );
}

export interface ShownMicrograph {
  view: MicrographView;
  before: ImageData;
  /** Null: not written yet. */
  after: ImageData | null;
  /** Pixels of the micrograph per pixel that is drawn. */
  shrink: number;
  values: { before: GreyImage; after: GreyImage | null };
}

function useMicrograph(runRoot: string, jobId: string, index: number | null) {
  const key = index === null ? null : `${runRoot} ${jobId} ${index}`;
  const loaded = useLoad(key, async (signal) => {
    const view = await get<MicrographView>('/api/micrograph', { runRoot, jobId, index }, signal);
    const shrink = Math.max(1, Math.ceil(Math.max(view.columns, view.rows) / MOST_SIDE_PX));
    const load = (path: string) => loadPixels('/api/image/pixels', { path, section: 0, shrink }, signal);
    const [before, after] = await Promise.all([load(view.raw), view.ready ? load(view.output) : null]);
    return { view, shrink, before: before.images[0], after: after?.images[0] ?? null, range: before.range };
  });
  const { last } = loaded;
  const shown = useMemo((): ShownMicrograph | null => {
    if (!last) return null;
    const { view, shrink, before, after, range } = last;
    const draw = (image: GreyImage): ImageData => drawGrey(image, range, false);
    return { view, shrink, before: draw(before), after: after && draw(after), values: { before, after } };
  }, [last]);
  return { fault: loaded.fault, last: shown };
}
