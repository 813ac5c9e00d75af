import { useEffect, useMemo, useRef } from 'react';
import type { LogWindow } from './use-log.ts';

/** The lines of a window of a log; the ends lead on to the rest of the file. */
export function LogLines({ log, wrap }: { log: LogWindow; wrap: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(log.text, log.from), [log.text, log.from]);
  const marked = log.mark === null ? -1 : lines.findLastIndex(({ at }) => at <= (log.mark ?? 0));
  useEffect(() => {
    if (log.follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines, log.follow]);
  useEffect(() => {
    if (marked >= 0) box.current?.querySelector('[data-marked]')?.scrollIntoView({ block: 'center' });
  }, [marked, lines]);
  return (
    <div
      className={`log${wrap ? '' : ' no-wrap'}`}
      ref={box}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Lines of the log"
      onWheel={(event) => {
        if (event.deltaY < 0 && log.follow) log.setFollow(false);
      }}
    >
      {log.from > 0 && (
        <button className="btn s" onClick={log.earlier}>
          Earlier lines
        </button>
      )}
      {lines.map(({ at, text }, index) => (
        <div key={at} className={toneOf(text)} data-marked={index === marked ? true : undefined}>
          {text}
        </div>
      ))}
      {lines.length === 0 && <div className="dim">Nothing is written here.</div>}
      {!log.follow && log.to < log.sizeBytes && (
        <button className="btn s" onClick={log.later}>
          Later lines
        </button>
      )}
    </div>
  );
}

/** Lines with the byte at which each begins. */
function linesOf(text: string, from: number): { at: number; text: string }[] {
  const encoder = new TextEncoder();
  let at = from;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line, _, all) => {
      const start = at;
      at += encoder.encode(line).length + 1;
      return all.length === 1 && line === '' ? [] : [{ at: start, text: line }];
    });
}

function toneOf(line: string): string | undefined {
  if (/\b(FAILED|ERROR|BLOCKED_DEPENDENCY)\b|^error/i.test(line)) return 'failed';
  if (/\bSUCCESS\b|status=success/.test(line)) return 'success';
  return undefined;
}
