import { useId, useState } from 'react';
import type { Json } from '../../base/json.ts';
import { SCHEDULER_FIELDS } from '../../spec/fields.ts';
import type { Param } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { withKey } from '../draft/edits.ts';
import { edit, useDraft } from '../draft/store.ts';
import { Field, problemAttributes } from '../editor/field.tsx';
import { ParamField } from '../editor/param-field.tsx';
import { useMachine } from '../store/machine.ts';
import { bytes, gigabytes } from '../ui/format.ts';
import { TextInput } from '../ui/text-input.tsx';
import { changeRunRoot } from './run-root.ts';

const field = (name: string): Param => SCHEDULER_FIELDS.find((one) => one.name === name) as Param;

/** Whether one of the fields below shows its problem: not so for unknown keys, which an import may bring. */
const isShown = (at: string): boolean =>
  ['gpus', 'max_running_jobs', 'policy', 'fail_fast'].some((name) => at === `scheduler.${name}`);

/** Run root, GPUs, Max Running Jobs, Policy, fail-fast. */
export function Settings({ runRoot }: { runRoot: string }) {
  const scheduler = useDraft((state) => state.doc.scheduler);
  const problems = useDraft((state) => state.problems);
  const problemAt = (name: string) => problems.find((problem) => problem.field === `scheduler.${name}`)?.message;
  const set = (name: string) => (value: Json | undefined) =>
    edit(`change ${name}`, (doc) => ({ ...doc, scheduler: withKey(doc.scheduler, name, value) }));
  const own = (name: string, label: string, placeholder?: string) => (
    <ParamField
      param={field(name)}
      label={label}
      value={scheduler[name]}
      placeholder={placeholder}
      problem={problemAt(name)}
      onValue={set(name)}
    />
  );
  const elsewhere = problems.filter(({ key, field: at }) => key === null && !isShown(at));
  return (
    <section className="panel settings" aria-label="Scheduler settings">
      <div className="ph">
        <h2>Scheduler settings</h2>
        <span className="grow" />
        <span className="sm dim">
          Run batch writes <span className="mono">batch_spec.json</span> into the run root
        </span>
      </div>
      <div className="sg">
        <RunRootField runRoot={runRoot} />
        <GpuField value={scheduler.gpus} problem={problemAt('gpus')} onValue={set('gpus')} />
        {own('max_running_jobs', 'Max Running Jobs', 'one per GPU')}
        {own('policy', 'Policy')}
        <div className="f">
          <span className="lb">On a failure</span>
          <span className="fill">
            <ParamField
              param={field('fail_fast')}
              value={scheduler.fail_fast}
              problem={problemAt('fail_fast')}
              onValue={set('fail_fast')}
            />
          </span>
          <span className="hint">Off: the rest goes on</span>
        </div>
      </div>
      {elsewhere.map(({ message }) => (
        <p className="prob elsewhere" key={message} role="status">
          {message}
        </p>
      ))}
    </section>
  );
}

function RunRootField({ runRoot }: { runRoot: string }) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (): void => {
    if (typed?.startsWith('/') && typed !== runRoot) changeRunRoot(typed);
    setTyped(null);
  };
  const browse = () =>
    openDialog({
      kind: 'browse',
      request: { title: 'Choose run root', pick: 'folder', types: [], start: runRoot, onChoose: changeRunRoot },
    });
  return (
    <Field id={id} label="Run root" facts={<DiskLine />}>
      <div className="inw">
        <input
          id={id}
          className="in mono"
          value={typed ?? runRoot}
          title={runRoot}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setTyped(null);
          }}
        />
        <button className="btn" aria-label="Browse... Run root" onClick={browse}>
          Browse...
        </button>
      </div>
    </Field>
  );
}

/** Less are logs and records, not images. */
const LEAST_BYTES = 100_000;

/** What the batch will write, and whether there is room. */
function DiskLine() {
  const disk = useDraft((state) => state.checked?.disk) ?? [];
  const needBytes = disk.reduce((sum, one) => sum + one.needBytes, 0);
  const [first] = disk;
  if (!first) return <span className="hint">State, log and outputs lie here</span>;
  return (
    <span className="hint" title={disk.map((one) => `${one.folder}: ${bytes(one.freeBytes)} free`).join('\n')}>
      {bytes(first.freeBytes)} free ·{' '}
      {needBytes < LEAST_BYTES ? 'all outputs are there' : `this batch needs about ${bytes(needBytes)}`}
    </span>
  );
}

interface GpuFieldProps {
  value: Json | undefined;
  problem: string | undefined;
  onValue: (value: Json | undefined) => void;
}

/** `0,1,2` or `auto`. */
function GpuField({ value, problem, onValue }: GpuFieldProps) {
  const id = useId();
  const machine = useMachine((state) => state.machine);
  const text = Array.isArray(value) ? value.join(',') : typeof value === 'string' ? value : '';
  const onText = (typed: string): void => {
    const parts = typed.split(',').map((part) => part.trim());
    if (typed.trim() === '') onValue(undefined);
    else if (parts.every((part) => /^\d+$/.test(part))) onValue(parts.map(Number));
    else onValue(typed.trim());
  };
  const gpus = machine?.gpus ?? [];
  const free = gpus.filter((gpu) => gpu.holders.every((holder) => holder.jobId !== null));
  const busy = gpus.filter((gpu) => !free.includes(gpu));
  const words = busy.map(
    ({ id: gpu, holders, usedMiB }) =>
      `GPU ${gpu} left out: ${holders[0]?.user ?? 'somebody'} holds ${gigabytes(usedMiB)} GB`,
  );
  const none = machine?.gpuFault ?? 'no GPU found here';
  const hint =
    gpus.length === 0 ? `${none}: jobs with 0 GPUs run on the CPU` : words.join(', ') || `${gpus.length} found`;
  return (
    <Field
      id={id}
      label="GPUs"
      name="gpus"
      problem={problem}
      facts={<span className="hint">{machine ? hint : ''}</span>}
    >
      <div className="inw">
        <TextInput
          id={id}
          text={text}
          className={problem ? 'bad' : ''}
          placeholder="auto"
          onText={onText}
          {...problemAttributes(id, problem)}
        />
        <button
          className="btn"
          disabled={gpus.length === 0}
          title={hint}
          onClick={() => onValue((free.length > 0 ? free : gpus).map((gpu) => gpu.id))}
        >
          Auto-detect
        </button>
      </div>
    </Field>
  );
}
