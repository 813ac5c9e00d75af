import { useState } from 'react';
import { KIND_LABELS } from '../../spec/params.ts';
import { idOf, kindOf, type DraftJob } from '../draft/document.ts';
import { edit, useDraft } from '../draft/store.ts';
import { previewSweep, sweepableParams, type AxisInput } from '../draft/sweep.ts';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { SweepAxis } from './sweep-axis.tsx';
import { SweepPreview } from './sweep-preview.tsx';

const BLANK: Omit<AxisInput, 'param'> = { mode: 'list', list: '', start: '', end: '', step: '' };

interface SweepDialogProps {
  base: DraftJob;
  onGenerated: (keys: readonly string[]) => void;
  onClose: () => void;
}

/** Sweep builder: one or two parameters, list or range, and a preview of what Generate makes. */
export function SweepDialog({ base, onGenerated, onClose }: SweepDialogProps) {
  const doc = useDraft((state) => state.doc);
  const params = sweepableParams(base);
  const kind = kindOf(base);
  const [first, setFirst] = useState<AxisInput>({ ...BLANK, param: params[0]?.name ?? '' });
  const [second, setSecond] = useState<AxisInput>({ ...BLANK, param: '' });
  const axes = [first, second].filter((axis) => axis.param !== '');
  const given = axes.every(isGiven);
  const preview = given ? previewSweep(doc, base, axes) : { doc: null, added: [], faults: [] };
  const generate = (): void => {
    const { doc: swept, added } = preview;
    if (!swept) return;
    edit(`sweep ${idOf(base)}`, () => swept);
    onGenerated(added.map((job) => job.key));
    onClose();
  };
  return (
    <Dialog
      title="Sweep..."
      about={
        <>
          <span className="dim">from</span> <b>{idOf(base)}</b>
          {kind && <span className="chip">{KIND_LABELS[kind]}</span>}
        </>
      }
      width={760}
      height={640}
      onClose={onClose}
      footer={
        <>
          <span className="dim sm">They take the place of {idOf(base)}. Undo brings it back.</span>
          <span className="grow" />
          <button className="btn quiet" onClick={onClose}>
            Cancel
          </button>
          <button className="btn pri" disabled={!preview.doc} onClick={generate}>
            Generate
          </button>
        </>
      }
    >
      <div className="sweep">
        <div className="g2">
          <SweepAxis legend="Parameter 1" params={params} axis={first} base={base} onAxis={setFirst} />
          <SweepAxis
            legend="Parameter 2"
            about="optional, makes a grid"
            params={params.filter(({ name }) => name !== first.param)}
            axis={second}
            base={base}
            onAxis={setSecond}
          />
        </div>
        {preview.faults.map((fault) => (
          <p className="prob" key={fault} role="status">
            {fault}
          </p>
        ))}
        <p className="row sm" role="status">
          <b>{preview.doc ? `${plural(preview.added.length, 'job')} will be made` : 'Type values to see the jobs'}</b>
        </p>
        <SweepPreview base={base} jobs={preview.added} params={axes.map((axis) => axis.param)} />
      </div>
    </Dialog>
  );
}

function isGiven({ mode, list, start, end, step }: AxisInput): boolean {
  return mode === 'list' ? list.trim() !== '' : [start, end, step].every((text) => text.trim() !== '');
}
