import { parseSpec } from '../../spec/parse.ts';
import type { ApiProblem } from '../../server/api.ts';
import { argsOf, idOf, specOf, type DraftDoc } from './document.ts';

/** A problem at its place in the draft: of a job's field, of the scheduler's, or of the whole. */
export interface PlacedProblem {
  /** null: not of one job. */
  key: string | null;
  /** `args.points_step`, `output_root`, `scheduler.gpus` ...; empty: of the job as a whole. */
  field: string;
  message: string;
  /** Something required was not given yet. */
  missing: boolean;
}

const WHERE = 'batch_spec.json';

/** What src/spec says about the draft: the same words as the command line. An empty batch has no problems yet. */
export function draftProblems(doc: DraftDoc): PlacedProblem[] {
  if (doc.jobs.length === 0) return [];
  const { problems = [] } = parseSpec(specOf(doc), WHERE);
  return problems.map(({ where, message }) => place(doc, where.slice(WHERE.length + 2), message));
}

/** `jobs[2] (pms).args.particle` -> the job's key and `args.particle`. */
function place(doc: DraftDoc, path: string, message: string): PlacedProblem {
  const [, index, rest = ''] = /^jobs\[(\d+)\](?: \([^)]*\))?\.?(.*)$/.exec(path) ?? [];
  const missing = /^"(\w+)" is missing/.exec(message)?.[1];
  const field = index === undefined ? path : rest;
  const whole = missing ? (field ? `${field}.${missing}` : missing) : field;
  const key = index === undefined ? null : (doc.jobs[Number(index)]?.key ?? null);
  const isId = key !== null && whole === '' && message.startsWith('the job_id');
  return { key, field: isId ? 'job_id' : whole, message, missing: missing !== undefined };
}

/** The same for what the server found in the files. */
export function placeServerProblems(doc: DraftDoc, problems: readonly ApiProblem[]): PlacedProblem[] {
  const keyOf = new Map(doc.jobs.map((job) => [idOf(job), job.key]));
  return problems.map(({ where, message, jobId, field = '' }) => {
    const key = jobId === undefined ? null : (keyOf.get(jobId) ?? null);
    const place = field || fieldOfFile(doc, key, where);
    return {
      key,
      field: place,
      message: field === '' && where !== '' ? `${where}: ${message}` : message,
      missing: false,
    };
  });
}

/** A problem of a file belongs to the argument that names the file. */
function fieldOfFile(doc: DraftDoc, key: string | null, where: string): string {
  const job = doc.jobs.find((one) => one.key === key);
  const files = Object.entries(job ? argsOf(job) : {}).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1].includes('.'),
  );
  const found = files.find(([, value]) => where.includes(value));
  return found ? `args.${found[0]}` : '';
}
