import { useId } from 'react';
import type { Param } from '../../spec/params.ts';
import { argsOf, type DraftJob } from '../draft/document.ts';
import type { AxisInput } from '../draft/sweep.ts';
import { helpOf } from '../editor/words.ts';

interface AxisProps {
  legend: string;
  about?: string;
  params: readonly Param[];
  axis: AxisInput;
  base: DraftJob;
  onAxis: (axis: AxisInput) => void;
}

/** One parameter of a sweep and its values: a list or a range. */
export function SweepAxis({ legend, about, params, axis, base, onAxis }: AxisProps) {
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
