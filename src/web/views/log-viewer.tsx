import { useState } from 'react';
import { IconArrowBarToDown, IconArrowBarToUp } from '@tabler/icons-react';
import type { JobFiles } from '../../server/api.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { bytes } from '../ui/format.ts';
import { Fault } from './fault.tsx';
import { LogLines } from './log-lines.tsx';
import { LogSearch } from './log-search.tsx';
import { useLog } from './use-log.ts';

type Log = JobFiles['logs'][number];

interface LogViewerProps {
  logs: readonly Log[];
  /** The log that is shown, if it is one of these. */
  name: Log['name'];
  onName: (name: Log['name']) => void;
}

/** Logs of a job: live, searched by the server (so that 100 MB are quick), only a window of them in the page. */
export function LogViewer({ logs, name, onName }: LogViewerProps) {
  const log = logs.find((one) => one.name === name) ?? logs[0];
  return (
    <section className="panel col fill-panel" aria-label={`Log ${log.name}`}>
      <OneLog key={log.path} path={log.path}>
        {logs.length > 1 && (
          <div className="seg" role="group" aria-label="Which log">
            {logs.map((one) => (
              <button key={one.name} aria-pressed={one.name === log.name} onClick={() => onName(one.name)}>
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
        <button className="btn ico quiet s" aria-label="Go to the beginning" onClick={() => log.goTo(0)}>
          <IconArrowBarToUp size={16} stroke={1.5} aria-hidden />
        </button>
        <button className="btn ico quiet s" aria-label="Go to the end and follow" onClick={() => log.setFollow(true)}>
          <IconArrowBarToDown size={16} stroke={1.5} aria-hidden />
        </button>
        <span className="grow" />
        <span className="dim sm cut" title={path}>
          {bytes(log.sizeBytes)} · <span className="mono">{path.split('/').at(-1)}</span>
        </span>
        <Checkbox checked={wrap} onChecked={setWrap}>
          Wrap
        </Checkbox>
        <Checkbox checked={log.follow} onChecked={(checked) => log.setFollow(checked)}>
          Follow
        </Checkbox>
      </div>
      {log.fault && <Fault what="The log cannot be read" words={log.fault} />}
      <LogLines log={log} wrap={wrap} />
    </>
  );
}
