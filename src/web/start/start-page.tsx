import { IconChevronRight, IconFolderOpen, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { RunRoot, StatusWord } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import { openDialog } from '../dialogs/dialogs.ts';
import { dirname } from '../posix-path.ts';
import { hrefTo, navigate } from '../router.ts';
import { useSession } from '../store/session.ts';
import '../styles/start.css';
import { CopyButton } from '../ui/copy-button.tsx';
import { baseName, clock, duration, plural } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';
import { NewBatchForm } from './new-batch.tsx';
import { Tools } from './tools.tsx';
import { MachinePanel } from './machine-panel.tsx';

/** The Bezierfit tools, recent run roots, and who holds what. */
export default function StartPage() {
  const [roots, setRoots] = useState<RunRoot[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [naming, setNaming] = useState(false);
  const home = useSession((state) => state.session?.home ?? '/');
  useEffect(() => {
    get<RunRoot[]>('/api/run-roots').then(setRoots, (error: unknown) => setFault(failureWords(error)));
  }, []);
  const browse = () =>
    openDialog({
      kind: 'browse',
      request: {
        title: 'Open a run root',
        pick: 'folder',
        types: [],
        start: home,
        onChoose: (root) => navigate('batch', { root }),
      },
    });
  return (
    <main className="sw">
      <div className="in1">
        <section>
          <div className="hd">
            <h1>Bezierfit tools</h1>
          </div>
          <Tools />
        </section>
        <section aria-label="Recent run roots">
          <div className="hd">
            <h2>Recent run roots</h2>
            <span className="grow" />
            <button className="btn" onClick={browse}>
              <IconFolderOpen size={16} stroke={1.5} aria-hidden="true" />
              Open a run root...
            </button>
            <button className="btn pri" aria-expanded={naming} onClick={() => setNaming(!naming)}>
              <IconPlus size={16} stroke={1.5} aria-hidden="true" />
              New batch
            </button>
          </div>
          {naming && <NewBatchForm label="Open" />}
          {fault && <p className="prob">{fault}</p>}
          {roots?.length === 0 && <p className="panel pad mid">No run root yet. New batch names one.</p>}
          {roots && roots.length > 0 && <RunRoots roots={roots} />}
        </section>
        <MachinePanel />
        <SshLine />
      </div>
    </main>
  );
}

function RunRoots({ roots }: { roots: readonly RunRoot[] }) {
  return (
    <div className="panel">
      <table className="tb roomy" aria-label="Recent run roots">
        <thead>
          <tr>
            <th className="w-status">Status</th>
            <th>Run root</th>
            <th className="w-bar">Jobs</th>
            <th className="w-result">Result</th>
            <th className="num w-time">Last change</th>
            <th className="w-go">
              <span className="vh">Open</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {roots.map((root) => (
            <tr key={root.path}>
              <td>
                <RootStatus root={root} />
              </td>
              <td className="cut" title={root.path}>
                <a href={hrefTo('batch', { root: root.path })} className="id">
                  {baseName(root.path)}
                </a>{' '}
                <span className="mono dim">{dirname(root.path)}/</span>
              </td>
              <td>
                <CountsBar root={root} />
              </td>
              <td className="mid">{resultWords(root)}</td>
              <td className="num dim" title={root.usedUtc}>
                {clock(root.usedUtc)}
              </td>
              <td>
                <a
                  className="btn ico quiet s"
                  href={hrefTo('batch', { root: root.path })}
                  aria-label={`Open ${baseName(root.path)}`}
                >
                  <IconChevronRight size={16} stroke={1.5} />
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RootStatus({ root: { state, counts } }: { root: RunRoot }) {
  if (state === 'running') return <StatusBadge status="running" />;
  if (state === 'draft') return <StatusBadge status="queued" words="Draft" />;
  if (state === 'gone') return <StatusBadge status="warn" words="Gone" />;
  if (state === 'interrupted') return <StatusBadge status="warn" words="Interrupted" />;
  if ((counts?.failed ?? 0) > 0) return <StatusBadge status="failed" />;
  if (counts && counts.success === 0 && counts.canceled > 0) return <StatusBadge status="canceled" />;
  return <StatusBadge status="success" />;
}

const PARTS: readonly StatusWord[] = ['success', 'failed', 'running', 'canceled', 'queued'];

function CountsBar({ root: { counts } }: { root: RunRoot }) {
  if (!counts) return null;
  const words = PARTS.filter((part) => counts[part] > 0).map((part) => `${counts[part]} ${part}`);
  return (
    <span className="ovb" role="img" aria-label={words.join(', ')} title={words.join(', ')}>
      {PARTS.map((part) =>
        counts[part] > 0 ? <i key={part} className={part} style={{ flexGrow: counts[part] }} /> : null,
      )}
    </span>
  );
}

function resultWords({ state, counts, startedUtc, finishedUtc, forecastUtc }: RunRoot): string {
  if (!counts) return state === 'gone' ? 'The folder is not there any more' : 'Not started';
  const total = PARTS.reduce((sum, part) => sum + counts[part], 0);
  const failed = counts.failed > 0 ? `${counts.failed} failed` : null;
  if (state === 'running') {
    const started = `${total - counts.queued} of ${plural(total, 'job')} started`;
    return [started, failed, forecastUtc && `${clock(forecastUtc)} expected`].filter(Boolean).join(' · ');
  }
  const tookS = startedUtc && finishedUtc ? (Date.parse(finishedUtc) - Date.parse(startedUtc)) / 1000 : null;
  const what = counts.success < total ? `${counts.success} of ${plural(total, 'job')} succeeded` : plural(total, 'job');
  return [what, failed, tookS === null ? null : duration(tookS)].filter(Boolean).join(' · ');
}

/** How to reach this page from another computer. */
function SshLine() {
  const session = useSession((state) => state.session);
  if (!session || location.port === '') return null;
  const line = `ssh -L ${location.port}:127.0.0.1:${location.port} ${session.user}@${session.host}`;
  return (
    <section className="panel ssh" aria-label="From another computer">
      <span className="mid">From another computer</span>
      <code className="cmd" tabIndex={0}>
        {line}
      </code>
      <CopyButton text={line} />
      <span className="dim">then open the link that the server printed</span>
    </section>
  );
}
