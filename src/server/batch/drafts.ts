import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writeFileAtomic } from '../../base/atomic-file.ts';
import { errorCode } from '../../base/errors.ts';
import { formatJson, parseJson, type Json } from '../../base/json.ts';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import type { Draft } from '../api.ts';
import { HttpError } from '../http-error.ts';

/** The spec that the next start reads; what is being edited lies beside it as a draft. */
export const specPath = (runRoot: string): string => join(runRoot, 'batch_spec.json');
const draftPath = (runRoot: string): string => join(runRoot, 'batch_spec.draft.json');

/** The files that readDraft looks at. */
export const draftPaths = (runRoot: string): string[] => [draftPath(runRoot), specPath(runRoot)];

/** What is edited for a run root: its draft, else the spec of its last start. A damaged draft is as good as none. */
export function readDraft(runRoot: string): Draft {
  const text = readText(draftPath(runRoot));
  if (text !== null) {
    const { spec = null, extra = null } = parseObject(text) ?? {};
    const savedUtc = statSync(draftPath(runRoot)).mtime.toISOString();
    if (isJsonObject(spec)) return { runRoot, spec, revision: revisionOf(spec), savedUtc, source: 'draft', extra };
  }
  const saved = readText(specPath(runRoot));
  const spec = saved === null ? null : parseObject(saved);
  if (!spec) return { runRoot, spec: null, revision: '', savedUtc: null, source: 'none', extra: null };
  const savedUtc = statSync(specPath(runRoot)).mtime.toISOString();
  return { runRoot, spec, revision: revisionOf(spec), savedUtc, source: 'spec', extra: null };
}

/** @throws HttpError 409 with the newer draft when somebody else saved meanwhile */
export function saveDraft(runRoot: string, spec: JsonObject, revision: string | null, extra: Json): Draft {
  const newest = readDraft(runRoot);
  if (revision !== null && revision !== newest.revision) {
    throw new HttpError(409, 'This batch was changed elsewhere meanwhile', { detail: newest });
  }
  makeFolder(runRoot, { durable: false });
  writeFileAtomic(draftPath(runRoot), formatJson({ spec, extra }), { durable: false });
  return readDraft(runRoot);
}

/** Writes the spec of a start; one that differs is kept as `batch_spec.<its time>.json`. The draft has done its work. */
export function writeSpec(runRoot: string, spec: JsonObject): string {
  const path = specPath(runRoot);
  const text = formatJson(spec);
  const old = readText(path);
  if (old !== null && old !== text) {
    const time = statSync(path).mtime.toISOString().replaceAll(':', '');
    const copy = join(runRoot, `batch_spec.${time}.json`);
    if (!existsSync(copy)) writeFileAtomic(copy, old);
  }
  makeFolder(runRoot, { durable: false });
  if (old !== text) writeFileAtomic(path, text);
  rmSync(draftPath(runRoot), { force: true });
  return path;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

function parseObject(text: string): JsonObject | null {
  try {
    const json = parseJson(text);
    return isJsonObject(json) ? json : null;
  } catch {
    return null;
  }
}

/** Of the spec alone: a start does not change it, nor does the page's own state. */
const revisionOf = (spec: JsonObject): string =>
  createHash('sha256').update(formatJson(spec)).digest('hex').slice(0, 16);
