import { IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { JOB_FIELDS, RESOURCE_FIELDS } from '../../spec/fields.ts';
import { KIND_LABELS, PARAMS, type Param } from '../../spec/params.ts';
import {
  argsOf,
  asObject,
  followedRoot,
  followsRunRoot,
  idOf,
  kindOf,
  textOf,
  type DraftJob,
} from '../draft/document.ts';
import { renameJob, setArg, setField, setResource } from '../draft/edits.ts';
import type { PlacedProblem } from '../draft/problems.ts';
import { edit } from '../draft/store.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { StatusBadge } from '../ui/status.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { DependsOn } from './depends-on.tsx';
import { FactsLine } from './file-facts.tsx';
import { Field, problemAttributes } from './field.tsx';
import { hasPlace } from './has-place.ts';
import { InputBaseDir } from './input-base-dir.tsx';
import { ParamField } from './param-field.tsx';
import { groupParams } from './words.ts';

interface JobEditorProps {
  job: DraftJob;
  runRoot: string;
  /** Of this job. */
  problems: readonly PlacedProblem[];
  onClose?: () => void;
}

const OUTPUT_ROOT = JOB_FIELDS.find((field) => field.name === 'output_root') as Param;

/** Everything of one job; made from the declarations in src/spec. */
export function JobEditor({ job, runRoot, problems, onClose }: JobEditorProps) {
  const kind = kindOf(job);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const problemAt = (field: string): string | undefined => {
    const found = problems.find((problem) => problem.field === field);
    return found && (!found.missing || touched.has(field)) ? found.message : undefined;
  };
  const elsewhere = problems.filter(({ field, missing }) => !missing && !hasPlace(field, kind));
  const groups = groupParams(kind ? PARAMS[kind] : []);
  const args = argsOf(job);
  const argField = (param: Param) => (
    <ParamField
      key={param.name}
      param={isWired(param, job) ? { ...param, required: false } : param}
      value={args[param.name]}
      problem={problemAt(`args.${param.name}`)}
      placeholder={isWired(param, job) ? 'from the analysis that it depends on' : undefined}
      facts={param.files && <FactsLine path={textOf(args[param.name])} folder={runRoot} />}
      onValue={(value) => {
        setTouched((before) => new Set(before).add(`args.${param.name}`));
        edit(`change ${param.name} of ${idOf(job)}`, (doc) => setArg(doc, job.key, param.name, value));
      }}
    />
  );
  return (
    <aside className="panel col ed" aria-label="Job editor">
      <div className="ph">
        <h2 className="cut">{idOf(job)}</h2>
        {kind && <span className="chip">{KIND_LABELS[kind]}</span>}
        <span className="grow" />
        <ProblemCount problems={problems} onShow={() => setTouched(new Set(problems.map(({ field }) => field)))} />
        {onClose && (
          <button className="btn ico quiet s" aria-label="Close editor" title="Close editor" onClick={onClose}>
            <IconX size={16} stroke={1.5} />
          </button>
        )}
      </div>
      <div className="edb" tabIndex={-1}>
        <Identity job={job} runRoot={runRoot} problemAt={problemAt} />
        {elsewhere.map(({ message }) => (
          <p className="prob" key={message} role="status">
            {message}
          </p>
        ))}
        <h3 className="sec">Depends on</h3>
        <DependsOn job={job} problem={problemAt('depends_on')} />
        <h3 className="sec">Inputs</h3>
        {groups.inputs.map(argField)}
        <InputBaseDir job={job} problem={problemAt('args.input_base_dir')} />
        <h3 className="sec">Parameters</h3>
        <div className="g2">{groups.model.map(argField)}</div>
        {groups.switches.length > 0 && <div className="g2 sm">{groups.switches.map(argField)}</div>}
        {groups.advanced.length > 0 && (
          <details className="sec" open={groups.advanced.some(({ name }) => args[name] !== undefined) || undefined}>
            <summary>Advanced</summary>
            <div className="advanced">{groups.advanced.map(argField)}</div>
          </details>
        )}
      </div>
    </aside>
  );
}

function isWired(param: Param, job: DraftJob): boolean {
  return param.name === 'control_points' && Array.isArray(job.json.depends_on) && job.json.depends_on.length > 0;
}

function ProblemCount({ problems, onShow }: { problems: readonly PlacedProblem[]; onShow: () => void }) {
  if (problems.length === 0) return null;
  const missing = problems.every((problem) => problem.missing);
  const words = missing
    ? `${problems.length} to fill in`
    : `${problems.length} ${problems.length > 1 ? 'problems' : 'problem'}`;
  return (
    <button className="plain" onClick={onShow} title={problems.map(({ message }) => message).join('\n')}>
      <StatusBadge status={missing ? 'warn' : 'failed'} words={words} />
    </button>
  );
}

interface IdentityProps {
  job: DraftJob;
  runRoot: string;
  problemAt: (field: string) => string | undefined;
}

/** Id, resources and output root. */
function Identity({ job, runRoot, problemAt }: IdentityProps) {
  const id = useId();
  const resources = asObject(job.json.resources);
  const problem = problemAt('job_id');
  const change = (name: string) => `change ${name} of ${job.key}`;
  return (
    <>
      <div className="g-id">
        <Field id={id} label="Job ID" name="job_id" required problem={problem}>
          <TextInput
            id={id}
            text={idOf(job)}
            className={problem ? 'bad' : ''}
            {...problemAttributes(id, problem)}
            onText={(text) => edit(change('job_id'), (doc) => renameJob(doc, job.key, text, runRoot))}
          />
        </Field>
        {RESOURCE_FIELDS.map((param) => (
          <ParamField
            key={param.name}
            param={param}
            label={param.name === 'gpus' ? 'GPUs' : 'Procs'}
            value={resources[param.name]}
            placeholder={param.name === 'procs' ? 'auto' : '1'}
            problem={problemAt(`resources.${param.name}`)}
            onValue={(value) => edit(change(param.name), (doc) => setResource(doc, job.key, param.name, value))}
          />
        ))}
      </div>
      <OutputRoot job={job} runRoot={runRoot} problem={problemAt('output_root')} />
    </>
  );
}

function OutputRoot({ job, runRoot, problem }: { job: DraftJob; runRoot: string; problem?: string }) {
  const [opened, setOpened] = useState(false);
  const custom = opened || !followsRunRoot(job, runRoot);
  const id = useId();
  const set = (value: string) =>
    edit(`change output_root of ${job.key}`, (doc) => setField(doc, job.key, 'output_root', value));
  const toggle = (checked: boolean): void => {
    setOpened(checked);
    if (!checked) set(followedRoot(runRoot, idOf(job)));
  };
  return (
    <div className="col f">
      {custom ? (
        <ParamField
          param={OUTPUT_ROOT}
          label="Output Root"
          value={job.json.output_root}
          problem={problem}
          onValue={(value) => set(textOf(value))}
        />
      ) : (
        <Field id={id} label="Output Root" name="output_root" problem={problem}>
          <input
            id={id}
            className="in mono"
            readOnly
            value={textOf(job.json.output_root)}
            title={textOf(job.json.output_root)}
          />
        </Field>
      )}
      <Checkbox checked={custom} onChecked={toggle}>
        Custom output root
        {!custom && <span className="dim after">follows run root and Job ID</span>}
      </Checkbox>
    </div>
  );
}
