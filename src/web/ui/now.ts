import { useSyncExternalStore } from 'react';

let nowMs = Date.now();

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(() => {
    nowMs = Date.now();
    onChange();
  }, 1_000);
  return () => clearInterval(timer);
}

/** Milliseconds since 1970, a multiple of `stepMs`; the component is drawn again when it changes, at most every second. */
export function useNowMs(stepMs = 1): number {
  return useSyncExternalStore(subscribe, () => nowMs - (nowMs % stepMs));
}
