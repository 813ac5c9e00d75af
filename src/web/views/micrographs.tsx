import { useMemo, useState } from 'react';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { MicrographList, MicrographView } from '../../server/api.ts';
import { get } from '../api.ts';
import { FIT, type Viewport } from '../pictures/viewport.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { BeforeAfter } from './before-after.tsx';
import { ContrastPanel, DEFAULT_CONTRAST } from './contrast-panel.tsx';
import { Fault } from './fault.tsx';
import { BoxPanel, MicrographFacts } from './micrograph-side.tsx';
import { MicrographPixels } from './micrograph-pixels.ts';
import type { PicturesProps } from './pictures-props.ts';
import { useKeys } from './use-keys.ts';
import { useLoad } from './use-load.ts';
import { Loading } from './loading.tsx';

/** A box that was jumped to is about so large on the screen. */
const BOX_ON_SCREEN_PX = 320;

/** Micrographs of an MMS job, before and after, with the boxes of the particles. */
export function Micrographs({ runRoot, jobId, waits }: PicturesProps) {
  const list = useLoad(`${runRoot} ${jobId}`, (signal) =>
    get<MicrographList>('/api/micrographs', { runRoot, jobId }, signal),
  );
  const [index, setIndex] = useState(0);
  const total = list.value?.micrographs.length ?? 0;
  const go = (next: number): void => setIndex(Math.min(total - 1, Math.max(0, next)));
  useKeys({ a: () => go(index - 1), d: () => go(index + 1), '[': () => go(index - 1), ']': () => go(index + 1) });
  if (list.fault) return <Fault words={list.fault} what="The micrographs of this job cannot be shown" waits={waits} />;
  if (!list.value) return <Loading />;
  if (total === 0) return <p className="pad mid">The STAR file names no micrographs.</p>;
  return (
    <Micrograph
      {...{ runRoot, jobId, index }}
      choice={<MicrographChoice list={list.value} index={index} onIndex={go} />}
    />
  );
}

function Micrograph(props: { runRoot: string; jobId: string; index: number; choice: React.ReactNode }) {
  const { runRoot, jobId, index, choice } = props;
  const [viewport, setViewport] = useState<Viewport>(FIT);
  const [contrast, setContrast] = useState(DEFAULT_CONTRAST);
  const [box, setBox] = useState<number | null>(null);
  const [showsBoxes, setShowsBoxes] = useState(true);
  const [isDifference, setIsDifference] = useState(false);
  const { last: pixels, fault } = useMicrograph(runRoot, jobId, index);
  const reference = useMemo(() => pixels?.reference(contrast), [pixels, contrast]);
  const boxes = pixels?.view.boxes ?? [];
  const jump = (to: number): void => {
    const wanted = boxes[to];
    if (!pixels || !wanted) return;
    setBox(to);
    const { columns, rows } = pixels.view;
    const scale = BOX_ON_SCREEN_PX / wanted.boxPx;
    setViewport({ scale, middleX: wanted.x / columns, middleY: wanted.y / rows });
  };
  useKeys({
    n: () => jump(box === null ? 0 : box + 1),
    p: () => jump((box ?? 1) - 1),
    b: () => setShowsBoxes(!showsBoxes),
  });
  const shownBox = box !== null && box < boxes.length ? box : null;
  return (
    <div className="jm">
      <section className="panel col fill-panel" aria-label="Micrograph viewer">
        <div className="ph">
          {choice}
          <span className="grow" />
          <div className="seg" role="group" aria-label="What is shown">
            <button aria-pressed={!isDifference} onClick={() => setIsDifference(false)}>
              Before | after
            </button>
            <button
              aria-pressed={isDifference}
              disabled={!pixels?.view.ready}
              title={pixels?.view.ready ? undefined : 'The job has not written this micrograph yet'}
              onClick={() => setIsDifference(true)}
            >
              Difference
            </button>
          </div>
          <Checkbox checked={showsBoxes} onChecked={setShowsBoxes}>
            Boxes
          </Checkbox>
        </div>
        {!pixels && !fault && <Loading />}
        {fault && <Fault words={fault} what="This micrograph cannot be shown" />}
        {pixels && reference && (
          <BeforeAfter
            {...{ pixels, contrast, viewport, isDifference }}
            range={reference.range}
            onViewport={setViewport}
            boxes={showsBoxes ? boxes : []}
            box={shownBox}
          />
        )}
      </section>
      <aside className="sd" aria-label="Contrast, boxes and facts">
        {reference && (
          <ContrastPanel
            {...reference}
            {...{ contrast }}
            name="before"
            others="after"
            canUnlink={false}
            onContrast={setContrast}
          />
        )}
        {boxes.length > 0 && <BoxPanel boxes={boxes} box={shownBox} onBox={jump} />}
        {pixels && <MicrographFacts view={pixels.view} />}
      </aside>
    </div>
  );
}

function useMicrograph(runRoot: string, jobId: string, index: number) {
  return useLoad(`${runRoot} ${jobId} ${index}`, async (signal) => {
    const view = await get<MicrographView>('/api/micrograph', { runRoot, jobId, index }, signal);
    return MicrographPixels.load(view, signal);
  });
}

interface MicrographChoiceProps {
  list: MicrographList;
  index: number;
  onIndex: (index: number) => void;
}

function MicrographChoice({ list: { micrographs }, index, onIndex }: MicrographChoiceProps) {
  return (
    <>
      <button className="btn ico quiet s" aria-label="Previous micrograph (A)" onClick={() => onIndex(index - 1)}>
        <IconChevronLeft size={16} stroke={1.5} aria-hidden />
      </button>
      <select
        className="sel micrograph-choice"
        aria-label="Micrograph"
        title={micrographs[index]?.name}
        value={index}
        onChange={(event) => onIndex(Number(event.target.value))}
      >
        {micrographs.map(({ name, index: place, particles, ready }) => (
          <option key={place} value={place}>
            {name} · {particles} particles{ready ? '' : ' (not written yet)'}
          </option>
        ))}
      </select>
      <button className="btn ico quiet s" aria-label="Next micrograph (D)" onClick={() => onIndex(index + 1)}>
        <IconChevronRight size={16} stroke={1.5} aria-hidden />
      </button>
      <span className="dim sm">
        {index + 1} of {micrographs.length}
      </span>
    </>
  );
}
