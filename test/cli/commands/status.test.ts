import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../../helpers/batch-folder.ts';
import { runProgram } from '../../helpers/program.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

describe('bezierfit status', () => {
  it('shows each job with its GPUs, progress and reason, and who runs the batch', async () => {
    const progress = { done: 30, total: 120, unit: 'stacks', rate: 1.5, eta_s: 60 };
    const batch = new BatchFolder(
      [
        { id: 'runs', gpus: 2, gate: 'go', progress },
        { id: 'waits', after: ['runs'] },
        { id: 'off', enabled: false },
      ],
      { gpus: [0, 1] },
    );
    const { process: scheduler, finished } = batch.start();
    await batch.untilState('progress', (job) => job('runs').progress?.done === 30);
    const { code, stdout } = await runProgram(['status'], { cwd: batch.root });
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[1]).toMatch(
      /^runs +Particle PMS +running +0,1 +.* 25 % +30 \/ 120 stacks +1\.5 stacks\/s +1 min 0 s left$/,
    );
    expect(lines[2]).toMatch(
      /^waits +Particle PMS +queued +- +waits for runs \(running\) +starts about \d\d:\d\d, ends about \d\d:\d\d$/,
    );
    expect(lines[3]).toMatch(/^off +Particle PMS +canceled +- +disabled$/);
    expect(stdout).toContain(`1 running, 1 queued, 1 canceled. Running: pid ${scheduler.pid} on `);
    batch.open('go');
    await finished;
    const end = await runProgram(['status', batch.root]);
    expect(end.stdout).toContain(`2 success, 1 canceled. Finished ${batch.state().finished_utc}`);
  });

  it('points at the error log of a failed job', async () => {
    const batch = new BatchFolder([{ id: 'a', exit: 3 }]);
    await batch.run();
    const { stdout } = await runProgram(['status', batch.statePath]);
    expect(stdout).toContain(
      `a failed: blocked_dependency, exit code 3, see ${join(batch.root, 'jobs/a/scheduler_stderr.log')}`,
    );
  });

  it('says that a dead scheduler is dead', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'never' }]);
    const { process: scheduler, finished } = batch.start();
    await batch.untilState('it runs', (job) => job('a').pid !== null);
    scheduler.kill('SIGKILL');
    await finished;
    expect((await runProgram(['status', batch.root])).stdout).toContain('the same bezierfit-batch command goes on');
  });

  it('says which processes are suspended, and how they go on; a second scheduler says it, too', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const { process: scheduler, finished } = batch.start();
    await batch.untilState('it runs', (job) => job('a').pid !== null);
    const job = batch.job('a').pid ?? 0;
    for (const pid of [job, scheduler.pid ?? 0]) process.kill(pid, 'SIGSTOP');
    const { stdout } = await runProgram(['status', batch.root]);
    expect(stdout).toContain(
      `The scheduler is suspended (Ctrl+Z or SIGSTOP): kill -CONT ${scheduler.pid} lets it go on`,
    );
    expect(stdout).toContain(`a is suspended (Ctrl+Z or SIGSTOP): kill -CONT ${job} lets it go on`);
    expect(await batch.run()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`(it is suspended: kill -CONT ${scheduler.pid} lets it go on)`),
    });
    batch.open('go');
    for (const pid of [scheduler.pid ?? 0, job]) process.kill(pid, 'SIGCONT');
    expect((await finished).code).toBe(0);
    expect((await runProgram(['status', batch.root])).stdout).not.toContain('suspended');
  });

  it("--json prints the state file's object", async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    await batch.run();
    const { stdout } = await runProgram(['status', '--json', batch.root]);
    expect(stdout).toBe(readFileSync(batch.statePath, 'utf8'));
  });

  it('refuses a folder without a batch', async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await runProgram(['status', folder]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `error: ${join(folder, 'scheduler_state.json')}: there is no batch here; expected a run root or a scheduler_state.json\n`,
    );
  });
});
