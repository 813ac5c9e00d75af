import type { JsonObject } from '../../base/json-object.ts';
import { planJson } from '../../batch/load-batch.ts';
import type { BatchPlan } from '../../spec/types.ts';
import { draftPaths, readDraft, specPath } from '../batch/drafts.ts';
import { HttpError } from '../http-error.ts';
import { stampOf } from './file-cache.ts';

interface Planned {
  /** What the plan was made from: path -> stamp. */
  stamps: Map<string, string>;
  plan: Promise<BatchPlan>;
}

const MOST = 8;
const planned = new Map<string, Planned>();

/** What is edited in a run root, planned: once, until the spec or a particle file changes. @throws HttpError 404, InputError */
export function planDraft(runRoot: string): Promise<BatchPlan> {
  const known = planned.get(runRoot);
  if (known && [...known.stamps].every(([path, stamp]) => stampOf(path) === stamp)) return known.plan;
  const stamps = new Map(draftPaths(runRoot).map((path) => [path, stampOf(path)]));
  const plan = makePlan(runRoot, stamps);
  planned.delete(runRoot);
  planned.set(runRoot, { stamps, plan });
  for (const oldest of planned.keys()) if (planned.size > MOST) planned.delete(oldest);
  plan.catch(() => planned.get(runRoot)?.plan === plan && planned.delete(runRoot));
  return plan;
}

async function makePlan(runRoot: string, stamps: Map<string, string>): Promise<BatchPlan> {
  const { spec } = readDraft(runRoot);
  if (!spec) throw new HttpError(404, `There is no batch in ${runRoot}`);
  const { plan } = await planJson(spec as JsonObject, specPath(runRoot));
  for (const { args } of plan.jobs) {
    if (typeof args.particle === 'string') stamps.set(args.particle, stampOf(args.particle));
  }
  return plan;
}
