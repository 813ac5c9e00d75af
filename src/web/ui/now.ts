import { useSyncExternalStore } from 'react';
import { serverNowMs } from '../clock.ts';

let nowMs = serverNowMs();

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(() => {
    nowMs = serverNowMs();
    onChange();
  }, 1_000);
  return () => clearInterval(timer);
}

/** Milliseconds since 1970 by the server's clock, a multiple of `stepMs`; the component is drawn again when it changes, at most every second. */
export function useNowMs(stepMs = 1): number {
  return useSyncExternalStore(subscribe, () => nowMs - (nowMs % stepMs));
}
