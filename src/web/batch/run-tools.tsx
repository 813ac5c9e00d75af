import { IconFolder, IconPlayerPlayFilled, IconPlayerStopFilled, IconTerminal2 } from '@tabler/icons-react';
import { useState } from 'react';
import { openDialog } from '../dialogs/dialogs.ts';
import { useDraft } from '../draft/store.ts';
import { useLive } from '../store/live.ts';
import { runBatch } from './actions.ts';
import { StopCountdown } from './live-head.tsx';
import { selectOnly, useSelection } from './selection.ts';
import { useProblems } from './use-problems.ts';

const ICON = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

/** Run and Stop, and why Run is not possible now. */
export function RunTools({ runRoot }: { runRoot: string }) {
  const problems = useProblems();
  const view = useSelection((state) => state.view);
  const noJobs = useDraft((state) => state.doc.jobs.length === 0);
  const phase = useLive((state) => state.batch?.phase ?? 'none');
  const saveFault = useDraft((state) => state.saveFault);
  const [fault, setFault] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const isRunning = phase === 'running' || phase === 'starting' || phase === 'stopping';
  const reason = isRunning ? 'The batch is running' : noJobs ? 'Add a job first' : problems.words;
  const run = async (): Promise<void> => {
    setStarting(true);
    setFault((await runBatch())?.words ?? null);
    setStarting(false);
  };
  return (
    <>
      {saveFault && view === 'edit' && (
        <span className="sm failed" role="alert" title={saveFault}>
          Not saved: {saveFault}
        </span>
      )}
      {problems.words && view === 'edit' && (
        <button
          className="plain sm failed"
          onClick={() => selectOnly(problems.firstKey)}
          title={problems.all
            .slice(0, 12)
            .map(({ message }) => message)
            .join('\n')}
        >
          {problems.words}
        </button>
      )}
      {fault && (
        <span className="sm failed cut" role="alert" title={fault}>
          {fault}
        </span>
      )}
      <StopCountdown />
      {view === 'run' && (
        <button
          className="btn quiet t2"
          title="Open output folder"
          onClick={() => openDialog({ kind: 'files', folder: runRoot })}
        >
          <IconFolder {...ICON} />
          Open output folder
        </button>
      )}
      <button className="btn t2" title="Command..." onClick={() => openDialog({ kind: 'command' })}>
        <IconTerminal2 {...ICON} />
        Command...
      </button>
      <button
        className="btn stop"
        disabled={phase !== 'running' && phase !== 'starting'}
        title={isRunning ? 'Stop (.)' : 'No batch is running here'}
        onClick={() => openDialog({ kind: 'stop' })}
      >
        <IconPlayerStopFilled size={14} aria-hidden="true" />
        Stop
      </button>
      <button
        className="btn pri run"
        aria-disabled={reason !== '' || starting}
        title={reason || 'Run batch (Ctrl Enter)'}
        onClick={() => {
          if (reason === '' && !starting) void run();
        }}
      >
        <IconPlayerPlayFilled size={14} aria-hidden="true" />
        Run batch
      </button>
    </>
  );
}
