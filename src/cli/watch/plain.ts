import type { BatchView, JobView } from '../../server/api.ts';
import type { BatchWatch } from '../../server/batch/batch-watch.ts';
import { whyWords } from './why-words.ts';
import { endWords, progressWords } from './words.ts';

/** Progress of a job is said whenever it has passed another tenth. */
const STEP = 10;

/** Follows a batch to its end with a line for every change. Exit code 0: all succeeded. */
export async function watchPlainly(watch: BatchWatch, print: (line: string) => void): Promise<0 | 1> {
  const said = new Map<string, string>();
  const tell = (view: BatchView): void => {
    for (const job of view.jobs) {
      const line = lineOf(job);
      if (line === null || said.get(job.jobId) === line.key) continue;
      said.set(job.jobId, line.key);
      print(line.text);
    }
  };
  const view = await new Promise<BatchView>((done) => {
    let unsubscribe = (): void => {};
    const look = (): void => {
      const newest = watch.newest;
      tell(newest);
      if (newest.phase === 'running' || newest.phase === 'stopping') return;
      unsubscribe();
      done(newest);
    };
    void watch.subscribe(null, look).then((leave) => {
      unsubscribe = leave;
      look();
    });
  });
  print(endWords(view));
  return exitCodeOf(view);
}

export function exitCodeOf({ phase, jobs }: BatchView): 0 | 1 {
  return phase === 'finished' && jobs.every(({ enabled, status }) => !enabled || status === 'success') ? 0 : 1;
}

function lineOf(job: JobView): { key: string; text: string } | null {
  const { jobId, status, progress, assignedGpus } = job;
  if (status === 'queued') return null;
  const gpus = assignedGpus.length > 0 ? ` on GPU ${assignedGpus.join(',')}` : '';
  if (status !== 'running')
    return { key: status, text: [`${jobId}: ${status}`, whyWords(job)].filter(Boolean).join(', ') };
  if (!progress || progress.total === 0) return { key: 'running', text: `${jobId}: running${gpus}` };
  const tenth = Math.floor((STEP * progress.done) / progress.total);
  return { key: `running ${tenth}`, text: `${jobId}: running${gpus}, ${progressWords(progress)}` };
}
