import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../../helpers/batch-folder.ts';
import { runProgram } from '../../helpers/program.ts';

describe('bezierfit batch', () => {
  it('is also called bezierfit-batch, and takes flags with underscores and hyphens', async () => {
    for (const [name, flag] of [
      ['batch', '--max-running-jobs'],
      ['bezierfit-batch', '--max_running_jobs'],
    ] as const) {
      const batch = new BatchFolder([{ id: 'a' }]);
      const state = join(batch.makeFolder('elsewhere'), 'my_state.json');
      const env = { JOURNAL: batch.journalPath };
      const args = [
        name,
        '--spec',
        batch.specPath,
        '--state',
        state,
        flag,
        '3',
        '--gpus',
        '4,5',
        '--policy=round_robin',
      ];
      expect(await runProgram(args, { env })).toMatchObject({ code: 0, stderr: '' });
      const { stdout } = await runProgram(['status', '--json', state]);
      expect(JSON.parse(stdout)).toMatchObject({
        scheduler: { gpus: [4, 5], max_running_jobs: 3, policy: 'round_robin', fail_fast: true },
        jobs: [{ job_id: 'a', status: 'success', assigned_gpus: [4] }],
      });
    }
  });

  it.each([
    [[], 'error: bezierfit batch: expected a batch spec: bezierfit batch --spec SPEC.json\n'],
    [['a.json', '--spec', 'b.json'], 'error: --spec: expected one batch spec, got a.json and b.json\n'],
    [['--spec', '/does/not/exist.json'], '/does/not/exist.json: file does not exist'],
    [['--sepc', 'x'], "error: unknown option '--sepc'\n(Did you mean --spec?)"],
  ])('exits 2 with one clear message for %j', async (args, message) => {
    const { code, stderr, stdout } = await runProgram(['batch', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).not.toContain('START');
  });

  it('starts nothing when the spec is wrong, and says every problem', async () => {
    const batch = new BatchFolder([{ id: 'a' }, { id: 'b', after: ['nobody'] }], { policy: 'fastest' });
    const { code, stderr } = await batch.run();
    expect(code).toBe(2);
    expect(stderr.match(/^error: /gm)?.length).toBeGreaterThanOrEqual(1);
    expect(batch.journal()).toEqual([]);
  });

  it('refuses an output root that cannot be made before anything starts', async () => {
    const batch = new BatchFolder([{ id: 'good' }, { id: 'bad', outputRoot: 'template.cs/bad' }]);
    const { code, stderr } = await batch.run();
    expect(code).toBe(2);
    expect(stderr).toContain('jobs[1] (bad).output_root: ');
    expect(stderr).toContain('template.cs is a file, expected a folder');
    expect(batch.journal()).toEqual([]);
  });

  it('refuses a place for the state where there can be none', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    const { code, stderr } = await batch.run(['--state', join(batch.specPath, 'state.json')]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'cannot be written: a file is in the way, expected a folder; name another place for the state with --state',
    );
  });

  it('says that another batch runs in the same folder', async () => {
    const [one, two] = [new BatchFolder([{ id: 'a', gate: 'go' }]), new BatchFolder([{ id: 'b' }])];
    const { process: first, finished } = one.start();
    await one.until('start', 'a');
    const second = await two.run(['--state', join(one.root, 'second.json')]);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain(
      `>>> WARNING: another batch runs in ${one.root} (pid ${first.pid}). They share its log`,
    );
    one.open('go');
    expect((await finished).code).toBe(0);
  });

  it('refuses a grace period that is no number', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    const { code, stderr } = await batch.run([], { BEZIERFIT_GRACE_S: 'long' });
    expect(code).toBe(2);
    expect(stderr).toBe('error: BEZIERFIT_GRACE_S: expected seconds, 0 to 86400, got long\n');
  });

  it('refuses a runner whose interpreter is not there', async () => {
    const batch = new BatchFolder([{ id: 'a' }], { python: './no-python' });
    writeFileSync(batch.journalPath, '');
    const { code, stderr } = await batch.run();
    expect(code).toBe(2);
    expect(stderr).toContain('no-python');
  });
});
