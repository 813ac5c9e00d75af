import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';

it('the clock jumps back an hour: jobs start and end in order, nothing hangs, the state goes on', async () => {
  const batch = new BatchFolder([
    { id: 'a', gate: 'go', record: true },
    { id: 'b', after: ['a'], record: true },
  ]);
  const jump = join(batch.root, 'jump.cjs');
  // In every process: an hour earlier from the moment on that the gate is open.
  writeFileSync(
    jump,
    `const fs = require('fs'); const now = Date.now; const real = Date;
     const back = () => (fs.existsSync(${JSON.stringify(batch.gate('go'))}) ? 3600000 : 0);
     globalThis.Date = class extends real { constructor(...args) { if (args.length) super(...args); else super(now() - back()); }
       static now() { return now() - back(); } };`,
  );
  const { finished } = batch.start([], { NODE_OPTIONS: `--require=${jump}` });
  await batch.untilState('a running', (job) => job('a').pid !== null);
  batch.open('go');
  expect((await finished).code).toBe(0);
  expect(batch.outcomes()).toEqual({ a: 'success', b: 'success' });
  expect(batch.starts()).toEqual(['a', 'b']);
  const { started_utc: start, finished_utc: end } = batch.job('a');
  expect(Date.parse(end ?? '') - Date.parse(start ?? '')).toBeLessThan(0); // it did jump
});
