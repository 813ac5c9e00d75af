import { appendFileSync, rmSync, statSync, utimesSync, openSync, writeSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NativeBatch } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';

const SMALL = { stacks: 3, images: 2, box: 32 };
const verify = (batch: NativeBatch, ...flags: string[]) => runProgram(['verify', batch.root, ...flags]);

/** Changes one byte and puts the old mtime back, as a bad disk would. */
function flipByte(path: string): void {
  const { atimeMs, mtimeMs, size } = statSync(path);
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.from([0x55]), 0, 1, size - 2);
  closeSync(fd);
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
}

describe('success means complete', () => {
  it('a whole batch is whole; verify says so from the files alone, and notices what is lost later', async () => {
    const batch = new NativeBatch(SMALL);
    expect(await batch.run()).toMatchObject({ code: 0 });
    expect(batch.job('pms')).toMatchObject({ status: 'success', failure: null });
    expect(await verify(batch, '--deep')).toMatchObject({ code: 0 });
    flipByte(batch.output('pms', 0));
    expect(await verify(batch)).toMatchObject({ code: 0 });
    const deep = await verify(batch, '--deep', '--json');
    expect(deep.code).toBe(1);
    expect(JSON.parse(deep.stdout)).toMatchObject({
      whole: false,
      jobs: [{ job_id: 'pms', status: 'success', expected: 3, missing: [{ path: batch.output('pms', 0) }] }],
    });
    rmSync(batch.output('pms', 1));
    appendFileSync(batch.output('pms', 2), 'x');
    const { code, stdout } = await verify(batch);
    expect(code).toBe(1);
    expect(stdout).toContain('1/3 outputs');
    expect(stdout).toContain(`${batch.output('pms', 1)}: file does not exist`);
    expect(stdout).toContain(`${batch.output('pms', 2)}: has`);
  });

  it('a job that ends 0 without all of its outputs has failed: partial n/N, and which', async () => {
    const batch = new NativeBatch(SMALL);
    // The second stack is removed again, with its sidecar, as soon as the job has written it.
    const thief = `const fs = require('fs'); const p = ${JSON.stringify(batch.output('pms', 1))};
      const rename = fs.rename; fs.rename = (a, b, done) => rename(a, b, (error) => {
        if (b === p + '.mxt') { fs.rmSync(p); fs.rmSync(b); }
        done(error); });
      require('module').syncBuiltinESMExports();`;
    const script = join(batch.root, 'thief.cjs');
    writeFileSync(script, thief);
    expect(await batch.run({ NODE_OPTIONS: `--require=${script}` })).toMatchObject({ code: 1 });
    expect(batch.job('pms')).toMatchObject({
      status: 'failed',
      reason: 'partial',
      returncode: 0,
      failure: { class: 'partial', partial: '2/3' },
    });
    expect(batch.result('pms')).toMatchObject({
      status: 'failed',
      reason: 'partial',
      missing: { count: 1, outputs: [{ path: batch.output('pms', 1), why: 'has no sidecar' }] },
    });
    expect(await batch.run()).toMatchObject({ code: 0 });
    expect(await verify(batch, '--deep')).toMatchObject({ code: 0 });
  });

  it('items that fail make their job failed, with the count', async () => {
    const batch = new NativeBatch(SMALL);
    writeFileSync(batch.project.controlPoints, '{"0": [[900, 900], [910, 900], [920, 900], [930, 900]]}');
    expect(await batch.run()).toMatchObject({ code: 1 });
    expect(batch.job('pms')).toMatchObject({
      reason: 'partial',
      failure: { class: 'bad_input', partial: '0/3', last_line: expect.stringContaining('stack_0002.mrc') },
    });
  });
});
