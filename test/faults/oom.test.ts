import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryLimit, whyNoMemoryLimit } from '../helpers/memory-limit.ts';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';

const skipped = whyNoMemoryLimit();
const LIMIT = 256 << 20;

/** Jobs come under the limit, and take more than it when the first stack is done; the second start takes nothing. */
function greedy(batch: NativeBatch, limit: MemoryLimit): NodeJS.ProcessEnv {
  const script = join(batch.root, 'greedy.cjs');
  writeFileSync(
    script,
    `if (process.env.BEZIERFIT_JOB_ID && require('worker_threads').isMainThread) {
      const fs = require('fs');
      fs.writeFileSync(${JSON.stringify(limit.members)}, String(process.pid));
      const starts = ${JSON.stringify(join(batch.root, 'starts'))};
      fs.appendFileSync(starts, 'x');
      const rename = fs.rename;
      if (fs.readFileSync(starts).length === 1) fs.rename = (a, b, done) => rename(a, b, (error) => {
        if (b.endsWith('.mxt')) for (const held = [];;) held.push(Buffer.alloc(8 << 20, 1));
        done(error); });
      require('module').syncBuiltinESMExports();
    }`,
  );
  return { NODE_OPTIONS: `--require=${script}` };
}

describe.skipIf(skipped !== null)(`the kernel's OOM killer${skipped === null ? '' : ` (skipped: ${skipped})`}`, () => {
  it('kills a job in the middle: no lock survives, it is out_of_memory, the retry is smaller and does the rest', async () => {
    const batch = new NativeBatch({ stacks: 3, images: 2, box: 32 }, [{ id: 'pms', job: { retries: 1 } }]);
    const env = greedy(batch, new MemoryLimit(LIMIT));
    expect(await batch.run(env)).toMatchObject({ code: 0 });
    expect(readFileSync(join(batch.root, 'starts'), 'utf8')).toBe('xx');
    expect(batch.job('pms')).toMatchObject({ status: 'success', failed_attempts: 1, out_of_memory_attempts: 1 });
    expect(batch.log()).toContain('>>> RETRY job_id=pms retry 1 of 1, in smaller batches');
    const said = readFileSync(join(batch.folderOf('pms'), 'scheduler_stdout.log'), 'utf8');
    expect(said).toContain('SKIP_UPTODATE');
    expect(await runProgram(['verify', batch.root, '--deep'])).toMatchObject({ code: 0 });
  });

  it('without retries the failure says so', async () => {
    const batch = new NativeBatch({ stacks: 3, images: 2, box: 32 });
    const env = greedy(batch, new MemoryLimit(LIMIT));
    expect(await batch.run(env)).toMatchObject({ code: 1 });
    expect(batch.job('pms')).toMatchObject({ status: 'failed', returncode: -9, failure: { class: 'out_of_memory' } });
  });
});
