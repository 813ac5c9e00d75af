/** How the server refuses. */

export interface ApiError {
  /** One sentence: what is wrong and what to do. */
  message: string;
  problems?: ApiProblem[];
  detail?: unknown;
}

/** As base/errors Problem; `path` is the place in the spec, such as `jobs[2].args.particle`, when there is one. */
export interface ApiProblem {
  where: string;
  message: string;
  jobId?: string;
  /** `args.points_step`, `output_root`, `depends_on`, `resources.gpus` ... of that job. */
  field?: string;
}
