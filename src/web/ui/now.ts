import { useSyncExternalStore } from 'react';

let nowMs = Date.now();

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(() => {
    nowMs = Date.now();
    onChange();
  }, 1_000);
  return () => clearInterval(timer);
}

/** Milliseconds since 1970; the component is drawn again every second. */
export function useNowMs(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
