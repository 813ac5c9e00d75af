import { IconPlayerStopFilled } from '@tabler/icons-react';
import { useState } from 'react';
import type { BatchView, Stopping } from '../../server/api.ts';
import { failureWords, post } from '../api.ts';
import { Dialog } from '../ui/dialog.tsx';
import { count, plural } from '../ui/format.ts';
import { useSession } from '../store/session.ts';

/** Asks once, and says what will end. */
export function StopDialog({ batch, onClose }: { batch: BatchView; onClose: () => void }) {
  const graceS = useSession((state) => state.session?.graceS ?? 30);
  const [fault, setFault] = useState<string | null>(null);
  const running = batch.jobs.filter((job) => job.status === 'running');
  const stop = async (): Promise<void> => {
    try {
      await post<Stopping>('/api/stop', { runRoot: batch.runRoot });
      onClose();
    } catch (error) {
      setFault(failureWords(error));
    }
  };
  return (
    <Dialog
      title="Stop this batch?"
      width={520}
      onClose={onClose}
      footer={
        <>
          {batch.owner && (
            <span className="dim sm">
              Same as <code>kill {batch.owner.pid}</code>
            </span>
          )}
          <span className="grow" />
          <button className="btn" data-first onClick={onClose}>
            Keep running
          </button>
          <button className="btn stop" onClick={() => void stop()}>
            <IconPlayerStopFilled size={14} aria-hidden="true" />
            Stop batch
          </button>
        </>
      }
    >
      <div className="dialog-body">
        <p>
          {plural(running.length, 'running job')} {running.length === 1 ? 'is' : 'are'} asked to end and{' '}
          {running.length === 1 ? 'has' : 'have'} {graceS} s to clean up. {queuedWords(batch.counts.queued)}Finished
          items are kept: Run batch goes on from there.
        </p>
        <div className="preview" tabIndex={0} role="region" aria-label="Running jobs">
          <table className="tb">
            <colgroup>
              <col />
              <col style={{ width: 200 }} />
              <col style={{ width: 96 }} />
            </colgroup>
            <tbody>
              {running.map(({ jobId, progress, pid }) => (
                <tr key={jobId}>
                  <td className="id cut" title={jobId}>
                    {jobId}
                  </td>
                  <td>
                    {progress ? `${count(progress.done)} of ${count(progress.total)} ${progress.unit}` : 'starting'}
                  </td>
                  <td className="num dim">{pid === null ? '' : `pid ${pid}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {fault && (
          <p className="prob" role="alert">
            {fault}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function queuedWords(queued: number): string {
  return queued === 0 ? '' : `${plural(queued, 'queued job')} ${queued === 1 ? 'becomes' : 'become'} Canceled. `;
}
