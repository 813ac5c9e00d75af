import { useId, type ReactNode } from 'react';
import type { Json } from '../../base/json.ts';
import type { Param } from '../../spec/params.ts';
import { valueFromText } from '../../spec/values.ts';
import type { BrowseRequest } from '../dialogs/browse-dialog.tsx';
import { openDialog } from '../dialogs/dialogs.ts';
import { TextInput } from '../ui/text-input.tsx';
import { Field, problemAttributes } from './field.tsx';
import { helpOf, labelOf } from './words.ts';

interface ParamFieldProps {
  param: Param;
  value: Json | undefined;
  problem?: string;
  label?: string;
  /** Instead of the default, in the empty control. */
  placeholder?: string;
  facts?: ReactNode;
  /** `undefined`: the default. Text that is not a value of the type is handed on as it is. */
  onValue: (value: Json | undefined) => void;
}

/** The control of one declared argument. */
export function ParamField({ param, value, problem, label, placeholder, facts, onValue }: ParamFieldProps) {
  const id = useId();
  const shown = value === undefined || value === null ? '' : String(value);
  const onText = (text: string): void => onValue(text.trim() === '' ? undefined : (valueFromText(param, text) ?? text));
  const attributes = { id, title: helpOf(param), ...problemAttributes(id, problem) };
  const isPath = param.type === 'path' || param.type === 'paths' || param.type === 'folder';
  const standard = param.default === undefined || param.default === null ? '' : String(param.default);
  if (param.type === 'boolean') return <Switch param={param} value={value} onValue={onValue} />;
  return (
    <Field
      id={id}
      label={label ?? labelOf(param)}
      name={param.name}
      required={param.required}
      help={helpOf(param)}
      problem={problem && <ProblemWords words={problem} param={param} value={value} onValue={onValue} />}
      facts={facts}
    >
      {param.type === 'choice' ? (
        <select className="sel" {...attributes} value={shown} onChange={(event) => onText(event.target.value)}>
          <option value="">{standard} (default)</option>
          {(param.choices ?? []).map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <div className="inw">
          <TextInput
            {...attributes}
            className={`${isPath ? 'mono' : ''} ${problem ? 'bad' : ''}`}
            text={shown}
            onText={onText}
            placeholder={placeholder ?? standard}
            inputMode={param.type === 'number' || param.type === 'integer' ? 'decimal' : undefined}
          />
          {param.unit && <span className="u">{param.unit}</span>}
          {isPath && <BrowseButton param={param} value={shown} onChoose={onText} />}
        </div>
      )}
    </Field>
  );
}

function BrowseButton({ param, value, onChoose }: { param: Param; value: string; onChoose: (path: string) => void }) {
  const request: BrowseRequest = {
    title: `Choose ${labelOf(param).toLowerCase()}`,
    pick: param.type === 'folder' ? 'folder' : 'file',
    types: param.files ?? [],
    start: value.split(',')[0] ?? '',
    onChoose,
  };
  return (
    <button
      className="btn"
      aria-label={`Browse... ${labelOf(param)}`}
      onClick={() => openDialog({ kind: 'browse', request })}
    >
      Browse...
    </button>
  );
}

/** A decimal comma is put right with one click. */
function ProblemWords({
  words,
  param,
  value,
  onValue,
}: Pick<ParamFieldProps, 'param' | 'value' | 'onValue'> & { words: string }) {
  const fixed = typeof value === 'string' ? valueFromText(param, value.replace(',', '.')) : undefined;
  const isNumber = param.type === 'number' || param.type === 'integer';
  return (
    <>
      {words}
      {isNumber && fixed !== undefined && (
        <>
          {' '}
          <button onClick={() => onValue(fixed)}>Use {String(fixed)}</button>
        </>
      )}
    </>
  );
}

function Switch({ param, value, onValue }: Pick<ParamFieldProps, 'param' | 'value' | 'onValue'>) {
  const checked = typeof value === 'boolean' ? value : param.default === true;
  return (
    <label className="ck" title={helpOf(param)}>
      <input type="checkbox" checked={checked} onChange={(event) => onValue(event.target.checked)} />
      {labelOf(param)}
    </label>
  );
}
