export interface GraphJob {
  jobId: string;
  dependsOn: readonly string[];
}
export interface PlacedJob<J extends GraphJob> {
  job: J;
  column: number;
  row: number;
}

/** Jobs that depend on others or are depended on: each one column right of the last that it waits for. */
export function layGraph<J extends GraphJob>(jobs: readonly J[]): { placed: PlacedJob<J>[]; alone: number } {
  const byId = new Map(jobs.map((job) => [job.jobId, job]));
  const needed = new Set(jobs.flatMap(({ dependsOn }) => dependsOn));
  const linked = jobs.filter(({ jobId, dependsOn }) => dependsOn.length > 0 || needed.has(jobId));
  const columns = new Map<string, number>();
  const columnOf = (job: J, path: readonly string[]): number => {
    const known = columns.get(job.jobId);
    if (known !== undefined) return known;
    const before = job.dependsOn.flatMap((id) => (path.includes(id) ? [] : (byId.get(id) ?? [])));
    const column = Math.max(0, ...before.map((one) => 1 + columnOf(one, [...path, job.jobId])));
    columns.set(job.jobId, column);
    return column;
  };
  const filled: number[] = [];
  const placed = linked.map((job) => {
    const column = columnOf(job, []);
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    return { job, column, row };
  });
  return { placed, alone: jobs.length - linked.length };
}
