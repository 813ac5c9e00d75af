import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExit, readExpectedOutputs, readIdentity } from '../../src/batch/records.ts';
import { readState } from '../../src/batch/saved-state.ts';
import { readMxt } from '../../src/formats/mxt/read.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';

const SAVED = join(import.meta.dirname, '../fixtures/saved');

/** Files as released versions wrote them; kept for ever. Those of the older program: batch/state-file.test.ts. */
describe.each(readdirSync(SAVED))('files of version %s', (version) => {
  const folder = join(SAVED, version);
  it('can be read', () => {
    expect(readState(join(folder, 'scheduler_state.json'))).toMatchObject({
      schema_version: 1,
      jobs: [{ job_id: 'analysis', status: 'success' }, {}, {}, {}, {}],
    });
    expect(readMxt(join(folder, 'particles_subtracted.mrcs.mxt'))).toMatchObject({
      status: 'success',
      output: { file: { mtime_ns: 1795376988299567685n } },
    });
    expect(readIdentity(folder)).toMatchObject({ attempt: 1, host: 'workstation' });
    expect(readExit(folder)).toMatchObject({ attempt: 1, returncode: 0 });
    expect(readExpectedOutputs(folder)?.outputs).toMatchObject({ task: 'bezierfit_particle_pms', files: [] });
  });
  it('a batch runs over its state', async () => {
    const batch = new BatchFolder([{ id: 'analysis' }]);
    mkdirSync(batch.root, { recursive: true });
    cpSync(join(folder, 'scheduler_state.json'), batch.statePath);
    expect((await batch.run()).code).toBe(0);
    expect(batch.outcomes()).toEqual({ analysis: 'success' });
  });
});
