import { useEffect } from 'react';
import { create } from 'zustand';
import type { BatchEvent, BatchView, JobView } from '../../server/api.ts';
import { serverNowMs } from '../clock.ts';
import { followBatch } from './events.ts';

/** What the server says about the batch of the run root that is open. */
export interface LiveState {
  runRoot: string | null;
  batch: BatchView | null;
  connected: boolean;
  /** Of the last sign of life, by the server's clock. */
  aliveMs: number;
}

export const useLive = create<LiveState>(() => ({ runRoot: null, batch: null, connected: false, aliveMs: 0 }));

/** The view after an event; unchanged jobs stay the same objects, so that their rows are not drawn again. */
function applyEvent(batch: BatchView | null, event: BatchEvent): BatchView | null {
  if (event.type === 'snapshot') return event.batch;
  if (!batch) return null;
  const changed = new Map(event.jobs.map((job) => [job.jobId, job]));
  const known = event.order ? new Map(batch.jobs.map((job) => [job.jobId, job])) : null;
  const ordered = event.order?.flatMap((id) => known?.get(id) ?? changed.get(id) ?? []) ?? batch.jobs;
  const jobs = changed.size > 0 ? ordered.map((job): JobView => changed.get(job.jobId) ?? job) : ordered;
  return { ...event.head, jobs };
}

/** Keeps the live view of a run root up to date while the component is shown. */
export function useFollow(runRoot: string | null): void {
  useEffect(() => {
    if (runRoot === null) return;
    const controller = new AbortController();
    const before = useLive.getState();
    const isSame = before.runRoot === runRoot;
    const { batch, aliveMs } = isSame ? before : { batch: null, aliveMs: 0 };
    useLive.setState({ runRoot, connected: false, batch, aliveMs });
    void followBatch(
      runRoot,
      {
        onEvent: (event) => useLive.setState(({ batch }) => ({ batch: applyEvent(batch, event) })),
        onAlive: () => useLive.setState({ connected: true, aliveMs: serverNowMs() }),
        onLost: () => useLive.setState({ connected: false }),
      },
      controller.signal,
    );
    return () => controller.abort();
  }, [runRoot]);
}
