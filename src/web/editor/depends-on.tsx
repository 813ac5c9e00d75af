import { IconX } from '@tabler/icons-react';
import { dependsOnOf, idOf, type DraftJob } from '../draft/document.ts';
import { setField } from '../draft/edits.ts';
import { edit, useDraft } from '../draft/store.ts';

/** The jobs that must succeed first. */
export function DependsOn({ job, problem }: { job: DraftJob; problem?: string }) {
  const jobs = useDraft((state) => state.doc.jobs);
  const chosen = dependsOnOf(job);
  const others = jobs.map(idOf).filter((id) => id !== idOf(job) && !chosen.includes(id));
  const set = (ids: string[]) =>
    edit(`change depends_on of ${idOf(job)}`, (doc) => setField(doc, job.key, 'depends_on', ids));
  return (
    <div className="f">
      <div className="chips">
        {chosen.map((id) => (
          <span className="chip" key={id}>
            {id}
            <button
              className="btn ico quiet tiny"
              aria-label={`Remove dependency ${id}`}
              onClick={() => set(chosen.filter((one) => one !== id))}
            >
              <IconX size={12} stroke={1.5} />
            </button>
          </span>
        ))}
        <select
          className="sel add"
          aria-label="Add dependency"
          value=""
          disabled={others.length === 0}
          onChange={(event) => set([...chosen, event.target.value])}
        >
          <option value="">{others.length > 0 ? 'Add dependency' : 'No other job'}</option>
          {others.map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </div>
      {problem && (
        <p className="prob" role="status">
          {problem}
        </p>
      )}
    </div>
  );
}
