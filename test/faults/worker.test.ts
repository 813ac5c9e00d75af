import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';

/** How a thread ends while it has the second stack in hand. */
const DEATHS = {
  'leaves without a word': { code: 'process.exit(7)', class: 'bug', says: 'a worker thread ended' },
  'takes more memory than it may': {
    code: 'for (const held = [];;) held.push(new Array(1 << 16).fill(held.length + 0.5))',
    class: 'out_of_memory',
    says: 'memory',
  },
};

it.each(Object.entries(DEATHS))('a worker thread that %s fails its item, not the job', async (_, death) => {
  const batch = new NativeBatch({ stacks: 3, images: 2, box: 32 });
  const script = join(batch.root, 'deadly.cjs');
  writeFileSync(
    script,
    `const { isMainThread, parentPort, Worker } = require('worker_threads');
    if (isMainThread) {
      const real = Worker;
      require('worker_threads').Worker = class extends real {
        constructor(entry, options) { super(entry, { ...options, resourceLimits: { maxOldGenerationSizeMb: 40 } }); }
      };
      require('module').syncBuiltinESMExports();
    } else parentPort.on('message', (message) => { if (JSON.stringify(message).includes('stack_0001')) ${death.code}; });`,
  );
  const { code } = await batch.run({ NODE_OPTIONS: `--require=${script}` });
  expect(code).toBe(1);
  const failure = { class: death.class, partial: '2/3', last_line: expect.stringContaining(death.says) as string };
  expect(batch.job('pms')).toMatchObject({ status: 'failed', reason: 'partial', returncode: 1, failure });
  expect(batch.result('pms')).toMatchObject({
    failure,
    missing: { count: 1, outputs: [{ path: batch.output('pms', 1) }] },
  });
  expect([0, 2].map((stack) => existsSync(batch.output('pms', stack)))).toEqual([true, true]);

  expect(await batch.run()).toMatchObject({ code: 0 });
  const said = readFileSync(join(batch.folderOf('pms'), 'scheduler_stdout.log'), 'utf8');
  expect(said.split('>>> SKIP_UPTODATE ')).toHaveLength(3);
  expect(await runProgram(['verify', batch.root, '--deep'])).toMatchObject({ code: 0 });
});
