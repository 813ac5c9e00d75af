import { argsOf, kindOf, type DraftJob } from '../draft/document.ts';
import { paramOf, type JobKind } from '../../spec/params.ts';

/** Key of a job -> the arguments in which jobs of its kind differ (`points_step 0.002`), as in a sweep; paths left out. */
export function differencesOf(jobs: readonly DraftJob[]): Map<string, string> {
  const words = new Map<string, string>();
  for (const kind of new Set(jobs.map(kindOf))) {
    if (kind === null) continue;
    const group = jobs.filter((job) => kindOf(job) === kind);
    const names = differingNames(kind, group);
    for (const job of group) {
      const parts = names.map((name) => `${name} ${shown(kind, job, name)}`);
      words.set(job.key, parts.join(', '));
    }
  }
  return words;
}

function shown(kind: JobKind, job: DraftJob, name: string): string {
  return String(argsOf(job)[name] ?? paramOf(kind, name)?.default ?? '–');
}

function differingNames(kind: JobKind, jobs: readonly DraftJob[]): string[] {
  const names = new Set(jobs.flatMap((job) => Object.keys(argsOf(job))));
  return [...names].filter((name) => {
    const type = paramOf(kind, name)?.type;
    if (type === undefined || type === 'path' || type === 'paths' || type === 'folder') return false;
    return new Set(jobs.map((job) => shown(kind, job, name))).size > 1;
  });
}
