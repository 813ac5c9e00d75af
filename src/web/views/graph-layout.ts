export interface GraphJob {
  jobId: string;
  dependsOn: readonly string[];
}
export interface PlacedJob<J extends GraphJob> {
  job: J;
  column: number;
  row: number;
}

/**
 * Jobs that depend on others or are depended on: each one column right of the last that it waits for, as near as there
 * is room to the middle of the rows of those. `alone`: how many jobs have no dependencies.
 */
export function layGraph<J extends GraphJob>(jobs: readonly J[]): { placed: PlacedJob<J>[]; alone: number } {
  const needed = new Set(jobs.flatMap(({ dependsOn }) => dependsOn));
  const linked = jobs.filter(({ jobId, dependsOn }) => dependsOn.length > 0 || needed.has(jobId));
  const columns = columnsOf(linked);
  const rows = new Map<string, number>();
  const placed: PlacedJob<J>[] = [];
  for (const [column, some] of columns.entries()) {
    const wished = some.map((job) => ({ job, row: middleRow(job, rows) })).sort((a, b) => a.row - b.row);
    let free = 0;
    for (const { job, row } of wished) {
      const at = Math.max(free, Math.round(row));
      free = at + 1;
      rows.set(job.jobId, at);
      placed.push({ job, column, row: at });
    }
  }
  return { placed, alone: jobs.length - linked.length };
}

function middleRow({ dependsOn }: GraphJob, rows: ReadonlyMap<string, number>): number {
  const known = dependsOn.flatMap((id) => rows.get(id) ?? []);
  return known.reduce((sum, row) => sum + row, 0) / Math.max(1, known.length);
}

/** Jobs by how many stand one behind the other before them; what depends on itself (a damaged file) comes last. */
function columnsOf<J extends GraphJob>(jobs: readonly J[]): J[][] {
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const open = new Map(jobs.map(({ jobId, dependsOn }) => [jobId, dependsOn.filter((id) => byId.has(id)).length]));
  const followers = new Map<string, J[]>();
  for (const job of jobs) {
    for (const id of job.dependsOn) {
      const known = followers.get(id);
      if (known) known.push(job);
      else followers.set(id, [job]);
    }
  }
  const columns: J[][] = [];
  for (let column = jobs.filter(({ jobId }) => open.get(jobId) === 0); column.length > 0;) {
    columns.push(column);
    const next: J[] = [];
    for (const { jobId } of column) {
      open.delete(jobId);
      for (const job of followers.get(jobId) ?? []) {
        const left = (open.get(job.jobId) ?? 0) - 1;
        open.set(job.jobId, left);
        if (left === 0) next.push(job);
      }
    }
    column = next;
  }
  const rest = jobs.filter(({ jobId }) => open.has(jobId));
  return rest.length > 0 ? [...columns, rest] : columns;
}
