import type { Problem } from '../base/errors.ts';
import { didYouMean } from './nearest.ts';

/** What the checks of the dependency graph look at. */
export interface GraphJob {
  job_id: string;
  enabled: boolean;
  depends_on: readonly string[];
}

/**
 * Problems of `depends_on` (contract 2): unknown ids, a job on itself, duplicates, an enabled job on a disabled one,
 * cycles (each named once, with its jobs in order).
 */
export function graphProblems(jobs: readonly GraphJob[], place: (index: number) => string): Problem[] {
  const byId = new Map(jobs.map((job) => [job.job_id, job]));
  const ids = [...byId.keys()];
  const problems: Problem[] = [];
  jobs.forEach((job, index) => {
    const add = (message: string) => problems.push({ where: place(index), message });
    const seen = new Set<string>();
    for (const id of job.depends_on) {
      const upstream = byId.get(id);
      if (seen.has(id)) add(`"${id}" is listed twice`);
      else if (id === job.job_id) add(`the job depends on itself`);
      else if (!upstream) add(`no job has the id "${id}"${didYouMean(id, ids)}`);
      else if (job.enabled && !upstream.enabled)
        add(`the job is enabled, but "${id}", on which it depends, is disabled`);
      seen.add(id);
    }
  });
  for (const cycle of findCycles(jobs)) {
    const index = jobs.findIndex((job) => job.job_id === cycle[0]);
    problems.push({
      where: place(index),
      message: `the jobs wait for each other: ${[...cycle, cycle[0]].join(' -> ')}`,
    });
  }
  return problems;
}

/** Cycles longer than one job, found by a depth-first walk without recursion (specs may hold thousands of jobs). */
function findCycles(jobs: readonly GraphJob[]): string[][] {
  const upstreamOf = new Map(jobs.map((job) => [job.job_id, job.depends_on.filter((id) => id !== job.job_id)]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  for (const { job_id } of jobs) {
    if (state.has(job_id)) continue;
    const path = [{ id: job_id, next: 0 }];
    state.set(job_id, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const id = upstreamOf.get(top.id)?.[top.next++];
      if (id === undefined) {
        state.set(top.id, 'done');
        path.pop();
      } else if (state.get(id) === 'open') {
        cycles.push(path.slice(path.findIndex((step) => step.id === id)).map((step) => step.id));
      } else if (!state.has(id) && upstreamOf.has(id)) {
        state.set(id, 'open');
        path.push({ id, next: 0 });
      }
    }
  }
  return cycles;
}

/** True when `job` waits, directly or not, for `other`. */
export function dependsOn(jobs: readonly GraphJob[], job: string, other: string): boolean {
  const byId = new Map(jobs.map((one) => [one.job_id, one]));
  const seen = new Set<string>();
  const open = [job];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const upstream of byId.get(id)?.depends_on ?? []) {
      if (upstream === other) return true;
      if (!seen.has(upstream)) open.push(upstream);
      seen.add(upstream);
    }
  }
  return false;
}
