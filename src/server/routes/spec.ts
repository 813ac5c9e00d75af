import type { Hono } from 'hono';
import * as z from 'zod';
import { readJsonFile } from '../../base/json.ts';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import { parseSpec } from '../../spec/parse.ts';
import type { BaseDir, SpecAnswer } from '../api.ts';
import { baseDirOf, withBaseDirs } from '../batch/check-spec.ts';
import { readDraft, saveDraft } from '../batch/drafts.ts';
import type { RecentRunRoots } from '../batch/recent.ts';
import { HttpError, problemsOf } from '../http-error.ts';
import { body, json, query, specJson } from '../request.ts';
import type { ServerContext } from '../server-context.ts';

const place = z.object({ runRoot: z.string() });
const specRequest = place.extend({ spec: specJson });
const draftSave = specRequest.extend({ revision: z.string().nullable(), extra: json.default(null) });
const baseDirRequest = place.extend({ kind: z.string(), args: z.record(z.string(), z.unknown()) });

/** The spec that is being edited. */
export function specRoutes(app: Hono, { roots }: ServerContext, recent: RecentRunRoots): void {
  app.get('/api/draft', (c) => c.json(readDraft(roots.resolve(query(c, place).runRoot))));

  app.post('/api/draft', async (c) => {
    const { runRoot, spec, revision, extra } = await body(c, draftSave);
    const real = roots.resolve(runRoot);
    const draft = saveDraft(real, spec, revision, extra);
    recent.note(real);
    return c.json(draft);
  });

  app.post('/api/export', async (c) => {
    const { runRoot, spec } = await body(c, specRequest);
    return c.json(answer(withBaseDirs(roots.resolve(runRoot), spec), runRoot));
  });

  app.post('/api/import', async (c) => {
    const { path } = await body(c, z.object({ path: z.string() }));
    const spec = readJsonFile(roots.existing(path));
    if (!isJsonObject(spec)) throw new HttpError(422, `${path} is no batch spec: expected a JSON object`);
    return c.json(answer(spec, path));
  });

  app.post('/api/input-base-dir', async (c) => {
    const { runRoot, kind, args } = await body(c, baseDirRequest);
    const found: BaseDir = { inputBaseDir: baseDirOf(roots.resolve(runRoot), kind, args) };
    return c.json(found);
  });
}

function answer(spec: JsonObject, where: string): SpecAnswer {
  return { spec, problems: problemsOf({ problems: parseSpec(spec, where).problems ?? [] }) };
}
