import type { Findings } from './infer-particle-job.ts';
import { paramOf, type JobKind } from './params.ts';
import type { Place } from './resolve-paths.ts';
import type { JobSpec } from './types.ts';

/** Hands results along the edges of the graph (contract 2): MMS -> PMS and PMS -> analysis. Changes the jobs' args. */
export function wireJobs(jobs: readonly JobSpec[], place: Place, findings: Findings): void {
  const byId = new Map(jobs.map((job) => [job.job_id, job]));
  const upstream = (job: JobSpec, kind: JobKind) =>
    job.depends_on.flatMap((id) => byId.get(id) ?? []).filter((one) => one.kind === kind);
  for (const job of jobs.filter((one) => one.enabled)) {
    if (job.kind === 'bezierfit_particle_pms')
      wireControlPoints(job, upstream(job, 'bezierfit_mem_analyze'), place, findings);
    if (job.kind === 'bezierfit_micrograph_mms') {
      wireStacks(job, upstream(job, 'bezierfit_particle_pms'), place, findings);
      noteUnlinkedRoot(job, jobs, findings);
    }
  }
}

function wireControlPoints(pms: JobSpec, analyses: readonly JobSpec[], place: Place, findings: Findings): void {
  if (pms.args.control_points) return;
  const [analysis] = analyses;
  if (analyses.length > 1) {
    const names = analyses.map((job) => job.job_id).join(', ');
    findings.problems.push({
      where: place(pms, '.args.control_points'),
      message: `the job depends on several analysis jobs (${names}); say whose control points to use`,
    });
  } else if (analysis?.args.output) {
    pms.args.control_points = analysis.args.output;
    findings.notes.push(`job ${pms.job_id}: control_points from ${analysis.job_id}: ${String(analysis.args.output)}`);
  }
}

function wireStacks(mms: JobSpec, pmsJobs: readonly JobSpec[], place: Place, findings: Findings): void {
  const root = mms.args.particle_output_root;
  const fitting = root ? pmsJobs.filter((pms) => pms.output_root === root) : pmsJobs;
  if (!root && pmsJobs.length > 1) {
    const names = pmsJobs.map((job) => job.job_id).join(', ');
    findings.problems.push({
      where: place(mms, '.depends_on'),
      message: `ambiguous: the job depends on several PMS jobs (${names}); name one, or give particle_output_root`,
    });
    return;
  }
  const [pms] = fitting;
  if (!pms) return;
  mms.args.particle_output_root = pms.output_root;
  takeOutputDirname(mms, pms, place, findings);
}

function takeOutputDirname(mms: JobSpec, pms: JobSpec, place: Place, findings: Findings): void {
  const usual = paramOf(pms.kind, 'output_dirname')?.default;
  const theirs = pms.args.output_dirname ?? usual;
  const own = mms.args.output_dirname;
  if (own === undefined || own === null) {
    if (theirs !== usual) mms.args.output_dirname = theirs ?? null;
  } else if (own !== theirs) {
    findings.problems.push({
      where: place(mms, '.args.output_dirname'),
      message: `"${String(own)}" differs from "${String(theirs)}" of the PMS job ${pms.job_id}, whose stacks it reads; leave it out`,
    });
  }
}

/** It would read the stacks of a job of this batch without waiting for it: worth a word. */
function noteUnlinkedRoot(mms: JobSpec, jobs: readonly JobSpec[], findings: Findings): void {
  const owner = jobs.find((job) => job.enabled && job.output_root === mms.args.particle_output_root && job !== mms);
  if (owner && !mms.depends_on.includes(owner.job_id)) {
    findings.notes.push(
      `WARNING: job ${mms.job_id} reads the stacks of ${owner.job_id} without waiting for it; add it to depends_on`,
    );
  }
}
