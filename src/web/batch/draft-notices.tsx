import { takeOver, useDraft } from '../draft/store.ts';
import { loadDraft, saveDraft } from '../draft/sync.ts';

/** While the draft is being loaded, or why it cannot be. */
export function LoadFault({ runRoot }: { runRoot: string }) {
  const fault = useDraft((state) => state.saveFault);
  if (!fault) return <main aria-busy="true" />;
  return (
    <main className="notice">
      <h1>This run root cannot be opened</h1>
      <p className="mono">{runRoot}</p>
      <p role="alert">{fault}</p>
      <div className="row">
        <button className="btn" onClick={() => void loadDraft(runRoot).catch(() => {})}>
          Try again
        </button>
        <a className="btn quiet" href="#/">
          Start page
        </a>
      </div>
    </main>
  );
}

/** Somebody else saved a draft of the same run root. */
export function ConflictBanner() {
  const conflict = useDraft((state) => state.conflict);
  if (!conflict) return null;
  const isGone = conflict.spec === null;
  return (
    <div className="ban" role="alert">
      <span className="st warn">
        {isGone
          ? `The files of this batch are gone from ${conflict.runRoot}: removed, or moved elsewhere.`
          : 'This batch was changed in another window.'}
      </span>
      {!isGone && (
        <button className="btn s" onClick={() => takeOver(conflict)}>
          Show that one
        </button>
      )}
      <button className="btn s" onClick={() => void saveDraft(true)}>
        {isGone ? 'Save it there again' : 'Keep mine'}
      </button>
    </div>
  );
}
