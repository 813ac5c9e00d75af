import type { Json } from '../../base/json.ts';
import type { JsonObject } from '../../base/json-object.ts';
import {
  argsOf,
  asObject,
  dependsOnOf,
  followedRoot,
  followsRunRoot,
  idOf,
  newKey,
  uniqueId,
  type DraftDoc,
  type DraftJob,
} from './document.ts';

/** Pure changes of the document. `undefined` as a value takes the key out. */

export function withKey(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

function changeJob(doc: DraftDoc, key: string, change: (job: DraftJob) => JsonObject): DraftDoc {
  return { ...doc, jobs: doc.jobs.map((job) => (job.key === key ? { key, json: change(job) } : job)) };
}

export function setField(doc: DraftDoc, key: string, name: string, value: Json | undefined): DraftDoc {
  return changeJob(doc, key, (job) => withKey(job.json, name, value));
}

export function setArg(doc: DraftDoc, key: string, name: string, value: Json | undefined): DraftDoc {
  return changeJob(doc, key, (job) => ({ ...job.json, args: withKey(argsOf(job), name, value) }));
}

export function setResource(doc: DraftDoc, key: string, name: string, value: Json | undefined): DraftDoc {
  return changeJob(doc, key, (job) => ({
    ...job.json,
    resources: withKey(asObject(job.json.resources), name, value),
  }));
}

/** A new id; the output root follows unless it is customised, and dependents keep pointing at the job. */
export function renameJob(doc: DraftDoc, key: string, jobId: string, runRoot: string): DraftDoc {
  const before = doc.jobs.find((job) => job.key === key);
  if (!before) return doc;
  const old = idOf(before);
  const wasAlone = doc.jobs.filter((job) => idOf(job) === old).length === 1;
  const jobs = doc.jobs.map((job) => {
    if (job.key === key) {
      const follows = followsRunRoot(job, runRoot);
      const output_root = follows ? followedRoot(runRoot, jobId) : (job.json.output_root ?? '');
      return { key, json: { ...job.json, job_id: jobId, output_root } };
    }
    if (!wasAlone || !dependsOnOf(job).includes(old)) return job;
    const depends_on = dependsOnOf(job).map((id) => (id === old ? jobId : id));
    return { ...job, json: { ...job.json, depends_on } };
  });
  return { ...doc, jobs };
}

/** Adds jobs below the last of `below` (at the end without). */
export function insertJobs(doc: DraftDoc, jobs: readonly DraftJob[], below: ReadonlySet<string>): DraftDoc {
  const at = doc.jobs.findLastIndex((job) => below.has(job.key));
  return { ...doc, jobs: at < 0 ? [...doc.jobs, ...jobs] : doc.jobs.toSpliced(at + 1, 0, ...jobs) };
}

/** Copies with ids of their own; they write where their new id says. */
export function duplicatesOf(doc: DraftDoc, keys: ReadonlySet<string>, runRoot: string): DraftJob[] {
  const copies: DraftJob[] = [];
  for (const job of doc.jobs.filter((one) => keys.has(one.key))) {
    const job_id = uniqueId(`${idOf(job)}_copy`, [...doc.jobs, ...copies]);
    copies.push({ key: newKey(), json: { ...job.json, job_id, output_root: followedRoot(runRoot, job_id) } });
  }
  return copies;
}

/** Takes jobs out, and out of what others depend on. */
export function removeJobs(doc: DraftDoc, keys: ReadonlySet<string>): DraftDoc {
  const ids = new Set(doc.jobs.filter((job) => keys.has(job.key)).map(idOf));
  const jobs = doc.jobs.filter((job) => !keys.has(job.key));
  return {
    ...doc,
    jobs: jobs.map((job) => {
      const depends_on = dependsOnOf(job).filter((id) => !ids.has(id));
      return depends_on.length < dependsOnOf(job).length ? { ...job, json: { ...job.json, depends_on } } : job;
    }),
  };
}

/** Moves the chosen jobs together by one place, up (-1) or down (+1). */
export function moveJobs(doc: DraftDoc, keys: ReadonlySet<string>, step: -1 | 1): DraftDoc {
  const jobs = [...doc.jobs];
  const indices = jobs.flatMap((job, index) => (keys.has(job.key) ? [index] : []));
  const edge = step < 0 ? indices[0] : indices.at(-1);
  if (edge === undefined || !jobs[edge + step]) return doc;
  for (const index of step < 0 ? indices : indices.reverse()) {
    const [job] = jobs.splice(index, 1);
    if (job) jobs.splice(index + step, 0, job);
  }
  return { ...doc, jobs };
}

/** Puts the chosen jobs before another one (at the end for null). */
export function dropJobs(doc: DraftDoc, keys: ReadonlySet<string>, before: string | null): DraftDoc {
  if (before !== null && keys.has(before)) return doc;
  const moved = doc.jobs.filter((job) => keys.has(job.key));
  const rest = doc.jobs.filter((job) => !keys.has(job.key));
  const at = before === null ? rest.length : rest.findIndex((job) => job.key === before);
  return { ...doc, jobs: rest.toSpliced(at, 0, ...moved) };
}

/** Follows a change of the run root: outputs that are not customised move along. */
export function moveToRunRoot(doc: DraftDoc, from: string, to: string): DraftDoc {
  return {
    ...doc,
    jobs: doc.jobs.map((job) =>
      followsRunRoot(job, from) ? { ...job, json: { ...job.json, output_root: followedRoot(to, idOf(job)) } } : job,
    ),
  };
}
