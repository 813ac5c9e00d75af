import { InputError, type Problem } from '../../base/errors.ts';
import type { BatchPlan, PlannedJob } from '../../spec/types.ts';
import { checkAnalysis } from './check-analysis.ts';
import { checkMms } from './check-mms.ts';
import { checkPms } from './check-pms.ts';
import { InputCache } from './input-cache.ts';
import type { Checked, JobReport } from './report.ts';

/** Everything about the enabled jobs' files that can be known before a start. */
export function checkJobs(plan: BatchPlan): { reports: JobReport[]; problems: Problem[] } {
  const jobs = plan.jobs.filter((job) => job.enabled);
  const inputs = new InputCache();
  const checked = jobs.map((job) => checkJob(job, jobs, inputs));
  return {
    reports: checked.flatMap(({ report }) => report ?? []),
    problems: checked.flatMap(({ problems }, index) =>
      (problems ?? []).map(({ where, message }) => ({ where: `job ${jobs[index]?.job_id}: ${where}`, message })),
    ),
  };
}

function checkJob(job: PlannedJob, jobs: readonly PlannedJob[], inputs: InputCache): Checked {
  try {
    switch (job.kind) {
      case 'bezierfit_particle_pms':
        return { report: checkPms(job, jobs, inputs) };
      case 'bezierfit_micrograph_mms':
        return { report: checkMms(job, jobs) };
      case 'bezierfit_mem_analyze':
        return { report: checkAnalysis(job) };
    }
  } catch (error) {
    if (error instanceof InputError) return { problems: error.problems };
    throw error;
  }
}
