import { useState } from 'react';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { JobFiles, LogHits } from '../../server/api.ts';
import { get } from '../api.ts';
import { bytes, count } from '../ui/format.ts';
import { LogLines } from './log-lines.tsx';
import { useLog } from './use-log.ts';

const MOST_HITS = 500;

/** Logs of a job: live, searched by the server (so that 100 MB are quick), only a window of them in the page. */
export function LogViewer({ logs }: { logs: JobFiles['logs'] }) {
  const [name, setName] = useState(logs[0].name);
  const log = logs.find((one) => one.name === name) ?? logs[0];
  return (
    <section className="panel col fill-panel" aria-label={`Log ${log.name}`}>
      <OneLog key={log.path} path={log.path}>
        {logs.length > 1 && (
          <div className="seg" role="group" aria-label="Which log">
            {logs.map((one) => (
              <button key={one.name} aria-pressed={one.name === log.name} onClick={() => setName(one.name)}>
                {one.name}
              </button>
            ))}
          </div>
        )}
      </OneLog>
    </section>
  );
}

function OneLog({ path, children }: { path: string; children: React.ReactNode }) {
  const [wrap, setWrap] = useState(true);
  const log = useLog(path);
  return (
    <>
      <div className="ph log-head">
        {children}
        <LogSearch path={path} onHit={log.goTo} />
        <span className="grow" />
        <span className="dim sm cut" title={path}>
          {bytes(log.sizeBytes)} · <span className="mono">{path.split('/').at(-1)}</span>
        </span>
        <label className="ck sm">
          <input type="checkbox" checked={wrap} onChange={(event) => setWrap(event.target.checked)} />
          Wrap
        </label>
        <label className="ck sm">
          <input type="checkbox" checked={log.follow} onChange={(event) => log.setFollow(event.target.checked)} />
          Follow
        </label>
      </div>
      {log.fault && <p className="pad st failed">{log.fault}</p>}
      <LogLines log={log} wrap={wrap} />
    </>
  );
}

function LogSearch({ path, onHit }: { path: string; onHit: (at: number) => void }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ text: string; hits: LogHits; present: number } | null>(null);
  const go = async (step: 1 | -1): Promise<void> => {
    if (text === '') return setFound(null);
    const hits =
      found?.text === text ? found.hits : await get<LogHits>('/api/log/search', { path, text, limit: MOST_HITS });
    const total = hits.hits.length;
    const present = found?.text === text ? (found.present + step + total) % Math.max(1, total) : 0;
    setFound({ text, hits, present });
    if (total > 0) onHit(hits.hits[present].at);
  };
  const total = found?.hits.hits.length ?? 0;
  const words =
    found && `${total > 0 ? found.present + 1 : 0} of ${count(total)}${found.hits.next === null ? '' : '+'}`;
  return (
    <form
      role="search"
      className="row log-search"
      onSubmit={(event) => {
        event.preventDefault();
        void go(1);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !event.shiftKey) return;
        event.preventDefault();
        void go(-1);
      }}
    >
      <div className="inw">
        <input
          className="in"
          type="search"
          aria-label="Search the log"
          placeholder="Search, Enter"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="u" role="status">
          {words}
        </span>
      </div>
      <button type="button" className="btn ico quiet s" aria-label="Previous match" onClick={() => void go(-1)}>
        <IconArrowUp size={16} stroke={1.5} aria-hidden />
      </button>
      <button type="submit" className="btn ico quiet s" aria-label="Next match">
        <IconArrowDown size={16} stroke={1.5} aria-hidden />
      </button>
    </form>
  );
}
