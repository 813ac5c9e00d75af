import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChildReport } from './child.ts';
import { bundle, fuzzFolder, removeFolder, watchOver } from './supervise.ts';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';

/** Damaged files of each kind; more with BEZIERFIT_FUZZ=100000, others with BEZIERFIT_FUZZ_FIRST=5000. */
const MUTANTS = Number(process.env.BEZIERFIT_FUZZ ?? 2500);
const FIRST = Number(process.env.BEZIERFIT_FUZZ_FIRST ?? 0);
/** Far more than a reader of small files needs, far less than a header can ask for. */
const MOST_GROWN_BYTES = 512 << 20;

const KINDS = [
  'mrc', 'mrc in gzip', 'bzip2', 'npy', 'cs npy', 'cs csdat', 'star', 'spec', 'control points', 'sidecar', 'state',
  'job_identity.json', 'job_exit.json', 'job_result.json', 'job_progress.json', 'job_spec_resolved.json', 'job_outputs.json',
  'lock', 'command record',
]; // prettier-ignore

describe('a damaged file is refused in words, or read rightly; in bounded time and memory', () => {
  const folder = fuzzFolder();
  let script = '';
  const failed = new Set<string>();
  beforeAll(async () => {
    script = await bundle('child', folder);
  });
  afterAll(() => {
    if (failed.size === 0) removeFolder(folder);
  });

  it.each(KINDS)(
    '%s',
    async (kind) => {
      const own = join(folder, kind.replaceAll(' ', '-'));
      mkdirSync(own);
      failed.add(kind);
      const { report, trouble } = await watchOver<ChildReport>(
        [script, kind, String(FIRST), String(MUTANTS), own],
        own,
      );
      expect(trouble).toBe('');
      expect(report?.failures).toEqual([]);
      const { head, refused, read } = report!.verdicts;
      expect(head + refused + read).toBe(MUTANTS);
      expect((refused + read) / MUTANTS).toBeGreaterThanOrEqual(0.2);
      expect(report!.grownBytes).toBeLessThan(MOST_GROWN_BYTES);
      failed.delete(kind);
    },
    3_600_000,
  );
});
