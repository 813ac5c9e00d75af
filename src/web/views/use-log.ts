import { useEffect, useState } from 'react';
import type { LogRange } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';

const WINDOW_BYTES = 256 * 1024;
const STEP_BYTES = 64 * 1024;
const WAIT_MS = 10_000;

export interface LogWindow {
  /** The window of the file that is in the page: bytes [from, to). */
  from: number;
  to: number;
  text: string;
  sizeBytes: number;
  /** Byte of the line that a search has found, to be shown. */
  mark: number | null;
  follow: boolean;
  fault: string | null;
  setFollow: (follow: boolean) => void;
  goTo: (at: number) => void;
  /** Brings the bytes before or after the window. */
  earlier: () => void;
  later: () => void;
}

const EMPTY: LogRange = { path: '', sizeBytes: 0, from: 0, to: 0, text: '' };

/** A window of a log file; follows its end (the server answers when it grows) or stays where one reads. */
export function useLog(path: string): LogWindow {
  const [range, setRange] = useState<LogRange>(EMPTY);
  const [follow, setFollow] = useState(true);
  const [mark, setMark] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const following = follow
      ? followEnd(path, controller.signal, setRange)
      : watchSize(path, controller.signal, (sizeBytes) => setRange((before) => ({ ...before, sizeBytes })));
    following.catch((error: unknown) => {
      if (!controller.signal.aborted) setFault(failureWords(error));
    });
    return () => controller.abort();
  }, [path, follow]);
  const load = (from: number, at: number | null): void => {
    setFollow(false);
    get<LogRange>('/api/log', { path, from: Math.max(0, from), bytes: WINDOW_BYTES }).then(
      (next) => {
        setRange(next);
        setMark(at);
      },
      (error: unknown) => setFault(failureWords(error)),
    );
  };
  return {
    ...range,
    mark,
    follow,
    fault,
    setFollow: (wanted) => {
      setMark(null);
      setFollow(wanted);
    },
    goTo: (at) => load(at - STEP_BYTES, at),
    earlier: () => load(range.from - WINDOW_BYTES + STEP_BYTES, range.from),
    later: () => load(range.to - STEP_BYTES, range.to),
  };
}

/** Reads the end of the file, then waits at the server for more, until aborted. */
async function followEnd(path: string, signal: AbortSignal, onRange: (range: LogRange) => void): Promise<void> {
  let range = await get<LogRange>('/api/log', { path, from: -WINDOW_BYTES }, signal);
  onRange(range);
  while (!signal.aborted) {
    const more = await get<LogRange>('/api/log', { path, from: range.to, waitMs: WAIT_MS }, signal);
    if (more.sizeBytes < range.to) range = await get<LogRange>('/api/log', { path, from: -WINDOW_BYTES }, signal);
    else if (more.text === '') continue;
    else range = joined(range, more);
    onRange(range);
  }
}

/** While one reads further up: how long the file has become. */
async function watchSize(path: string, signal: AbortSignal, onSize: (sizeBytes: number) => void): Promise<void> {
  let { sizeBytes } = await get<LogRange>('/api/log', { path, from: 0, bytes: 1 }, signal);
  while (!signal.aborted) {
    onSize(sizeBytes);
    ({ sizeBytes } = await get<LogRange>('/api/log', { path, from: sizeBytes, bytes: 1, waitMs: WAIT_MS }, signal));
  }
}

function joined(before: LogRange, more: LogRange): LogRange {
  const text = before.text + more.text;
  if (text.length <= 2 * WINDOW_BYTES) return { ...more, from: before.from, text };
  const cut = text.indexOf('\n', text.length - WINDOW_BYTES) + 1;
  const dropped = new TextEncoder().encode(text.slice(0, cut)).length;
  return { ...more, from: before.from + dropped, text: text.slice(cut) };
}
