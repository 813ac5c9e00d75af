import { useId } from 'react';
import { argsOf, idOf, inferredBaseDir, textOf, type DraftJob } from '../draft/document.ts';
import { setArg } from '../draft/edits.ts';
import { edit } from '../draft/store.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { Field, problemAttributes } from './field.tsx';

/** Read-only and inferred, unless "Custom input base dir" is checked. */
export function InputBaseDir({ job, problem }: { job: DraftJob; problem?: string }) {
  const id = useId();
  const given = argsOf(job).input_base_dir;
  const custom = given !== undefined && given !== null;
  const inferred = inferredBaseDir(job.json) ?? '';
  const set = (value: string | undefined) =>
    edit(`change input_base_dir of ${idOf(job)}`, (doc) => setArg(doc, job.key, 'input_base_dir', value));
  const start = textOf(given) || inferred;
  const browse = () =>
    openDialog({
      kind: 'browse',
      request: { title: 'Choose input base dir', pick: 'folder', types: [], start, onChoose: set },
    });
  return (
    <Field id={id} label="Input Base Dir" name="input_base_dir" problem={problem}>
      <div className="inw">
        <TextInput
          id={id}
          className={`mono ${problem ? 'bad' : ''}`}
          readOnly={!custom}
          text={custom ? textOf(given) : inferred}
          placeholder={custom ? '' : 'inferred from the primary input file'}
          title="Folder from which relative paths inside the input files are resolved"
          onText={set}
          {...problemAttributes(id, problem)}
        />
        <button
          className="btn"
          aria-label="Browse... Input Base Dir"
          disabled={!custom}
          title={custom ? undefined : 'Check Custom input base dir first'}
          onClick={browse}
        >
          Browse...
        </button>
      </div>
      <Checkbox checked={custom} onChecked={(checked) => set(checked ? inferred : undefined)}>
        Custom input base dir
        {!custom && inferred !== '' && <span className="dim after">inferred from the input file</span>}
      </Checkbox>
    </Field>
  );
}
