import { IconDownload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { JOB_KINDS, KIND_LABELS } from '../../spec/params.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { isObject } from '../draft/document.ts';
import { KIND_ABOUT } from '../editor/words.ts';
import { addJob, importSpec } from './actions.ts';

/** A batch without jobs: the ways to begin. */
export function EmptyBatch() {
  const [fault, setFault] = useState<string | null>(null);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file) void readSpec(file).then(importSpec, (error: Error) => setFault(error.message));
  };
  return (
    <section className="panel jobs" aria-label="Jobs" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <div className="emp">
        <h1>No jobs in this batch</h1>
        <p>
          Add the first job, or bring in a batch spec that you already have. Nothing runs before Run batch; until then
          only a draft is kept in the run root.
        </p>
        <div className="ek">
          {JOB_KINDS.map((kind) => (
            <button key={kind} className="ekb" onClick={() => addJob(kind)}>
              <b>{KIND_LABELS[kind]}</b>
              <span>{KIND_ABOUT[kind]}</span>
            </button>
          ))}
        </div>
        <div className="row">
          <button className="btn" onClick={() => openDialog({ kind: 'import' })}>
            <IconDownload size={16} stroke={1.5} aria-hidden="true" />
            Import...
          </button>
          <span className="dim">
            or drop a <span className="mono">batch_spec.json</span> here
          </span>
        </div>
        {fault && (
          <p className="prob" role="alert">
            {fault}
          </p>
        )}
      </div>
    </section>
  );
}

async function readSpec(file: File): Promise<Parameters<typeof importSpec>[0]> {
  const json: unknown = JSON.parse(await file.text());
  if (!isObject(json)) throw new Error(`${file.name} holds no batch spec: expected an object with "jobs"`);
  return json;
}
