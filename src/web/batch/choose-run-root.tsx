import { useEffect } from 'react';
import { navigate } from '../router.ts';
import { useSession } from '../store/session.ts';
import { NewBatchForm } from '../start/new-batch.tsx';

/** The Batch Scheduler without a run root: the one named at the start, or a choice. */
export function ChooseRunRoot() {
  const runRoot = useSession((state) => state.session?.runRoot ?? null);
  useEffect(() => {
    if (runRoot !== null) navigate('batch', { root: runRoot });
  }, [runRoot]);
  if (runRoot !== null) return null;
  return (
    <main className="notice">
      <h1>Choose a run root</h1>
      <p className="mid">The folder that holds a batch: its spec, state, log and by default all outputs.</p>
      <NewBatchForm />
    </main>
  );
}
