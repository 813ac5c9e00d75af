import { useEffect } from 'react';
import { create } from 'zustand';
import type { Machine } from '../../server/api.ts';
import { get } from '../api.ts';
import { serverNowMs } from '../clock.ts';

const EVERY_MS = 2_000;

export const useMachine = create<{ machine: Machine | null; readMs: number }>(() => ({ machine: null, readMs: 0 }));

async function readMachine(runRoot: string | null): Promise<void> {
  const machine = await get<Machine>('/api/machine', { runRoot });
  useMachine.setState({ machine, readMs: serverNowMs() });
}

/** Asks the machine for its GPUs, cores and the room for a run root, regularly while the page is looked at. */
export function useMachineWatch(runRoot: string | null): void {
  useEffect(() => {
    const read = (): void => {
      if (!document.hidden) readMachine(runRoot).catch(() => {});
    };
    read();
    const timer = setInterval(read, EVERY_MS);
    return () => clearInterval(timer);
  }, [runRoot]);
}
