import type { JsonObject } from '../../base/json-object.ts';
import { asObject, isObject, newKey, type DraftDoc, type DraftJob } from './document.ts';

/** A step of undo: the document before it, and what it did (`change points_step`). */
export interface Step {
  doc: DraftDoc;
  label: string;
}

/** What undo and redo need; kept with the draft, so that a reload does not lose it. */
export interface History {
  past: readonly Step[];
  future: readonly Step[];
}

/** Jobs that did not change between two steps are the same objects: each is kept once. */
interface Packed {
  jobs: DraftJob[];
  steps: PackedStep[];
  /** So many of the steps are past, the others to come. */
  past: number;
  /** Keys of the present document's jobs. */
  now: string[];
}
interface PackedStep {
  label: string;
  root: JsonObject;
  scheduler: JsonObject;
  /** Places in `Packed.jobs`. */
  jobs: number[];
}

const MOST_STEPS = 50;
/** Of jobs in all steps together: a batch of thousands of jobs keeps fewer steps. */
const MOST_PLACES = 50_000;

export function packHistory({ past, future }: History, doc: DraftDoc): Packed {
  const most = Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_PLACES / (1 + doc.jobs.length))));
  const recent = past.slice(-most);
  const places = new Map<DraftJob, number>();
  const placeOf = (job: DraftJob): number => {
    const place = places.get(job) ?? places.size;
    places.set(job, place);
    return place;
  };
  const steps = [...recent, ...future.slice(0, most)].map(({ label, doc: { root, scheduler, jobs } }) => {
    return { label, root: { ...root, jobs: [] }, scheduler, jobs: jobs.map(placeOf) };
  });
  return { jobs: [...places.keys()], steps, past: recent.length, now: doc.jobs.map(({ key }) => key) };
}

/** The history that came with a draft, and the draft's document with the keys that the history knows. */
export function unpackHistory(extra: unknown, doc: DraftDoc): History & { doc: DraftDoc } {
  const { jobs, steps, past, now } = asObject(extra) as unknown as Partial<Packed>;
  if (!Array.isArray(jobs) || !Array.isArray(steps) || !Array.isArray(now) || now.length !== doc.jobs.length) {
    return { doc, past: [], future: [] };
  }
  const renamed = new Map(now.map((key, index) => [key, doc.jobs[index]?.key ?? newKey()]));
  const renew = (key: string): string => {
    if (!renamed.has(key)) renamed.set(key, newKey());
    return renamed.get(key) as string;
  };
  const known = jobs.filter(isObject).map(({ key, json }) => ({ key: renew(String(key)), json: asObject(json) }));
  const all = steps.map(({ label, root, scheduler, jobs: places }): Step => {
    const its = places.flatMap((place) => known[place] ?? []);
    return { label, doc: { root, scheduler, jobs: its } };
  });
  return { doc, past: all.slice(0, past), future: all.slice(past) };
}
