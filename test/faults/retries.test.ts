import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';

const SMALL = { stacks: 2, images: 2, box: 32 };

/** A script that every job loads before it starts; `count` is the number of starts so far. */
function preload(batch: NativeBatch, body: string): NodeJS.ProcessEnv {
  const script = join(batch.root, 'preload.cjs');
  writeFileSync(
    script,
    `if (require('worker_threads').isMainThread && process.env.BEZIERFIT_JOB_ID) {
      const fs = require('fs'); const file = ${JSON.stringify(join(batch.root, 'starts'))};
      fs.appendFileSync(file, 'x'); const count = fs.readFileSync(file).length; ${body} }`,
  );
  return { NODE_OPTIONS: `--require=${script}` };
}

describe('retries', () => {
  it('after out of memory the next attempt works in a smaller batch', async () => {
    const batch = new NativeBatch(SMALL, [{ id: 'pms', job: { retries: 2 } }]);
    const env = preload(batch, `if (count < 3) { console.error('FATAL ERROR: out of memory'); process.exit(134); }`);
    expect(await batch.run(env)).toMatchObject({ code: 0 });
    expect(batch.job('pms')).toMatchObject({ status: 'success', failed_attempts: 2, out_of_memory_attempts: 2 });
    expect(batch.log()).toContain('>>> RETRY job_id=pms retry 1 of 2, in smaller batches');
    const spec = JSON.parse(readFileSync(join(batch.folderOf('pms'), 'job_spec_resolved.json'), 'utf8')) as object;
    expect(spec).toMatchObject({ args: { batch_size: 5, procs: 1 } });
  });
  it('are used up, and the failure says why and what to do', async () => {
    const batch = new NativeBatch(SMALL, [{ id: 'pms', job: { retries: 1 } }]);
    const env = preload(batch, `console.error('boom: the last word\\n    at somewhere'); process.exit(1);`);
    expect(await batch.run(env)).toMatchObject({ code: 1 });
    expect(readFileSync(join(batch.root, 'starts'), 'utf8')).toBe('xx');
    expect(batch.log()).toContain('>>> RETRY job_id=pms retry 1 of 1, after bug: boom: the last word');
    const failure = { class: 'bug', last_line: 'boom: the last word', partial: null };
    expect(batch.job('pms')).toMatchObject({ status: 'failed', failed_attempts: 1, failure });
    expect(batch.result('pms')).toMatchObject({ failure });
    const { stdout } = await runProgram(['status', batch.root]);
    expect(stdout).toContain('pms failed: bug, exit code 1');
    expect(stdout).toContain('boom: the last word');
  });
  it('are not wasted on input that does not mend itself', async () => {
    const batch = new NativeBatch(SMALL, [{ id: 'pms', job: { retries: 5 } }]);
    writeFileSync(batch.project.controlPoints, '{"7": [[1, 1], [2, 2], [3, 3], [4, 4]]}');
    expect(await batch.run()).toMatchObject({ code: 1 });
    expect(batch.job('pms')).toMatchObject({
      failed_attempts: 0,
      failure: { class: expect.stringMatching(/_input$/) },
    });
  });
});
