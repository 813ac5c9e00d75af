import { IconFolder, IconHelp, IconSearch, IconSun } from '@tabler/icons-react';
import { openDialog } from '../dialogs/dialogs.ts';
import { PAGES } from '../pages.tsx';
import { hrefTo } from '../router.ts';
import { useLive } from '../store/live.ts';
import { lastJobKey, useLastJobs } from '../store/last-jobs.ts';
import { useSession } from '../store/session.ts';
import { baseName } from '../ui/format.ts';
import { toggleTheme } from './theme.ts';

const ICON = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

export function AppBar({ page, runRoot }: { page: string; runRoot: string | null }) {
  const host = useSession((state) => state.session?.host);
  const lastJobs = useLastJobs();
  const lastJob = (name: string): string | undefined => lastJobs[lastJobKey(name, runRoot ?? '')];
  return (
    <header className="bar">
      <a className="brand" href="#/">
        <img src="./icon.svg" alt="" width={20} height={20} />
        Bezierfit
      </a>
      <nav className="nav" aria-label="Main">
        {Object.entries(PAGES).map(([name, { label }]) =>
          label ? (
            <a
              key={name}
              href={hrefTo(name, { root: runRoot, job: lastJob(name) })}
              aria-current={name === page ? 'page' : undefined}
            >
              {label}
            </a>
          ) : null,
        )}
      </nav>
      {runRoot !== null && (
        <>
          <span className="sep" />
          <a className="crumb" title={runRoot} href={hrefTo('batch', { root: runRoot })}>
            <IconFolder {...ICON} />
            <b className="cut">{baseName(runRoot)}</b>
          </a>
        </>
      )}
      <span className="grow" />
      <button
        className="btn quiet find-button"
        aria-label="Find a job, page or command (Ctrl K)"
        onClick={() => openDialog({ kind: 'find' })}
      >
        <IconSearch {...ICON} />
        <span className="hide-m">
          Find a job or command <kbd>Ctrl K</kbd>
        </span>
      </button>
      <span className="mono dim hide-m">{host}</span>
      <LiveMark runRoot={runRoot} />
      <span className="sep" />
      <button
        className="btn ico quiet"
        aria-label="Keys (?)"
        title="Keys (?)"
        onClick={() => openDialog({ kind: 'keys' })}
      >
        <IconHelp {...ICON} />
      </button>
      <button
        className="btn ico quiet"
        aria-label="Switch between dark and light"
        title="Switch between dark and light"
        onClick={toggleTheme}
      >
        <IconSun {...ICON} />
      </button>
    </header>
  );
}

function LiveMark({ runRoot }: { runRoot: string | null }) {
  const { connected, runRoot: followed } = useLive();
  if (runRoot === null || followed !== runRoot) return null;
  return (
    <span className={`live${connected ? '' : ' off'}`}>
      <i />
      {connected ? 'Live' : 'Not connected'}
    </span>
  );
}
