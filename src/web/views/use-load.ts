import { useEffect, useState } from 'react';
import { failureWords } from '../api.ts';

export interface Loaded<T> {
  /** Of the present key; null while it loads. */
  value: T | null;
  /** Value of the present or an earlier key, so that nothing jumps while the next one loads. */
  last: T | null;
  fault: string | null;
}

/** Loads something whenever `key` changes (null: nothing yet); answers that come too late are dropped. */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; value: T | null; fault: string | null }>({
    key: null,
    value: null,
    fault: null,
  });
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    load(controller.signal).then(
      (value) => setState({ key, value, fault: null }),
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ key, value: null, fault: failureWords(error) });
      },
    );
    return () => controller.abort();
    // `key` names all that `load` depends on.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  const isPresent = state.key === key;
  return { value: isPresent ? state.value : null, last: state.value, fault: isPresent ? state.fault : null };
}
