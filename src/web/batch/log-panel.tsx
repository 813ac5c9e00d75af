import { useEffect, useRef, useState } from 'react';
import type { BatchView, LogRange } from '../../server/api.ts';
import { get } from '../api.ts';
import { Checkbox } from '../ui/checkbox.tsx';

const FIRST_BYTES = 65_536;
/** Older text leaves the panel; the whole log is on the log page. */
const MOST_CHARACTERS = 400_000;

/** The scheduler's log, followed live: its size comes with the events, so that nothing is polled. */
export function LogPanel({ log }: { log: BatchView['log'] }) {
  const [text, setText] = useState('');
  const [follow, setFollow] = useState(true);
  const [search, setSearch] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const read = useRef({ path: '', to: 0, busy: false });
  useEffect(() => {
    const state = read.current;
    if (state.path !== log.path || log.sizeBytes < state.to) Object.assign(state, { path: log.path, to: 0 });
    if (state.busy || log.sizeBytes <= state.to) return;
    state.busy = true;
    const isFirst = state.to === 0;
    get<LogRange>('/api/log', { path: log.path, from: isFirst ? -FIRST_BYTES : state.to })
      .then((range) => {
        if (state.path !== log.path) return;
        state.to = range.to;
        setText((before) => ((isFirst ? '' : before) + range.text).slice(-MOST_CHARACTERS));
      })
      .catch(() => {})
      .finally(() => (state.busy = false));
  }, [log.path, log.sizeBytes, text]);
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [text, follow]);
  const wanted = search.toLowerCase();
  const lines = text.split('\n').filter((line) => line !== '' && line.toLowerCase().includes(wanted));
  return (
    <section className="panel col" aria-label="Scheduler log">
      <div className="ph">
        <h2>Scheduler log</h2>
        <span className="grow" />
        <input
          className="in narrow"
          type="search"
          aria-label="Search the log"
          placeholder="Search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Checkbox checked={follow} onChecked={setFollow}>
          Follow
        </Checkbox>
      </div>
      <div className="log" ref={box} tabIndex={0} role="log" aria-label="Scheduler log lines" aria-live="off">
        {lines.length === 0 && <div className="dim">{search ? 'No line has this text.' : 'Nothing logged yet.'}</div>}
        {lines.map((line, index) => (
          <div key={index} className={toneOf(line)}>
            {line}
          </div>
        ))}
      </div>
    </section>
  );
}

function toneOf(line: string): string {
  if (line.includes('status=success')) return 'success';
  if (line.includes('status=failed') || line.includes('FAIL_FAST')) return 'failed';
  return '';
}
