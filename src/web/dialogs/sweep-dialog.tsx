import { useId, useState } from 'react';
import type { Param } from '../../spec/params.ts';
import { KIND_LABELS } from '../../spec/params.ts';
import { argsOf, idOf, kindOf, textOf, type DraftJob } from '../draft/document.ts';
import { edit, useDraft } from '../draft/store.ts';
import { previewSweep, sweepableParams, type AxisInput } from '../draft/sweep.ts';
import { helpOf } from '../editor/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { plural } from '../ui/format.ts';
import { PathText } from '../ui/path-text.tsx';

const BLANK: Omit<AxisInput, 'param'> = { mode: 'list', list: '', start: '', end: '', step: '' };
/** Rows of the preview that are drawn; the count says how many there are. */
const MOST_SHOWN = 200;

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
          <Axis legend="Parameter 1" params={params} axis={first} base={base} onAxis={setFirst} />
          <Axis
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
        <Preview base={base} jobs={preview.added} params={axes.map((axis) => axis.param)} />
      </div>
    </Dialog>
  );
}

function isGiven({ mode, list, start, end, step }: AxisInput): boolean {
  return mode === 'list' ? list.trim() !== '' : [start, end, step].every((text) => text.trim() !== '');
}

interface AxisProps {
  legend: string;
  about?: string;
  params: readonly Param[];
  axis: AxisInput;
  base: DraftJob;
  onAxis: (axis: AxisInput) => void;
}

function Axis({ legend, about, params, axis, base, onAxis }: AxisProps) {
  const id = useId();
  const param = params.find((one) => one.name === axis.param);
  const now = param && (argsOf(base)[param.name] ?? param.default);
  const text = (name: 'list' | 'start' | 'end' | 'step', label: string, placeholder = '') => (
    <div className="f">
      <label htmlFor={`${id}-${name}`}>
        {label}
        {name === 'list' && (
          <span className="key" aria-hidden="true">
            comma-separated
          </span>
        )}
      </label>
      <div className="inw">
        <input
          id={`${id}-${name}`}
          className="in mono"
          value={axis[name]}
          placeholder={placeholder}
          spellCheck={false}
          onChange={(event) => onAxis({ ...axis, [name]: event.target.value })}
        />
        {param?.unit && name !== 'list' && <span className="u">{param.unit}</span>}
      </div>
    </div>
  );
  return (
    <fieldset className="sx">
      <legend>
        {legend} {about && <span className="dim">{about}</span>}
      </legend>
      <div className="f">
        <label htmlFor={`${id}-param`}>Parameter</label>
        <select
          id={`${id}-param`}
          className="sel"
          value={axis.param}
          onChange={(event) => onAxis({ ...axis, param: event.target.value })}
        >
          {about && <option value="">none</option>}
          {params.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {param && (
          <span className="hint">
            {helpOf(param)} {now === undefined || now === null ? '' : `Now: ${String(now)}.`}
          </span>
        )}
      </div>
      {param && (
        <>
          <div className="seg" role="group" aria-label={`${legend} values`}>
            {(['list', 'range'] as const).map((mode) => (
              <button key={mode} aria-pressed={axis.mode === mode} onClick={() => onAxis({ ...axis, mode })}>
                {mode === 'list' ? 'List' : 'Range'}
              </button>
            ))}
          </div>
          {axis.mode === 'list' ? (
            text('list', 'Values', '0.001,0.002,0.005')
          ) : (
            <div className="g3">
              {text('start', 'Start')}
              {text('end', 'End')}
              {text('step', 'Step')}
            </div>
          )}
        </>
      )}
    </fieldset>
  );
}

interface PreviewProps {
  base: DraftJob;
  jobs: readonly DraftJob[];
  params: readonly string[];
}

function Preview({ base, jobs, params }: PreviewProps) {
  return (
    <div className="preview" tabIndex={0} role="region" aria-label="Jobs that will be made">
      <table className="tb">
        <thead>
          <tr>
            <th>Job ID</th>
            {params.map((name) => (
              <th className="num" key={name}>
                {name}
              </th>
            ))}
            <th>Output Root</th>
          </tr>
        </thead>
        <tbody>
          {jobs.slice(0, MOST_SHOWN).map((job) => (
            <tr key={job.key}>
              <td className="id cut">{idOf(job)}</td>
              {params.map((name) => (
                <td className="num" key={name}>
                  {kindOf(job) === kindOf(base) ? String(argsOf(job)[name] ?? '–') : '–'}
                </td>
              ))}
              <td className="mono dim">
                <PathText path={textOf(job.json.output_root)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
