import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootId } from '../../src/base/process-identity.ts';
import { BatchFolder, expectSane } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { killed } from './killed.ts';

describe('who owns a batch', () => {
  it('refuses while the scheduler lives, and names it', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const first = batch.start();
    await batch.until('start', 'a');
    const before = batch.log();
    const second = await batch.run();
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`already running this batch: pid ${first.process.pid} on host ${hostname()}`);
    expect(batch.log()).toBe(before);
    batch.open('go');
    expect((await first.finished).code).toBe(0);
    expectSane(batch.journal());
  });

  it('lets exactly one of several that start together run', async () => {
    const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
    const rivals = [batch.start(), batch.start(), batch.start()];
    await batch.until('start', 'a');
    const codes: (number | null)[] = [];
    for (const rival of rivals) void rival.finished.then(({ code }) => codes.push(code));
    await waitFor('the others to give way', () => codes.length === 2);
    batch.open('go');
    await waitFor('the one', () => codes.length === 3);
    expect(codes).toEqual([2, 2, 0]);
    expectSane(batch.journal());
  });

  it('a state that cannot be read is refused by name', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    mkdirSync(batch.statePath);
    const { code, stderr } = await batch.run();
    const words = `error: ${batch.statePath}: exists and is not the state of a batch; name another place for the state with --state\n`;
    expect({ code, stderr }).toEqual({ code: 2, stderr: words });
  });

  it('signals nothing when the recorded pid belongs to another program', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', gate: 'go', record: true },
    ]);
    await killed(batch);
    const { pid } = batch.job('a');
    process.kill(-(pid ?? NaN), 'SIGKILL');
    const stranger = spawn('sleep', ['1000'], { detached: true });
    try {
      await once(stranger, 'spawn');
      for (const path of [batch.statePath, join(batch.root, 'jobs/a/job_identity.json')]) {
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll(String(pid), String(stranger.pid)));
      }
      const { finished, process: second } = batch.start();
      await batch.until('start', 'a');
      await waitFor('the second start', () => batch.starts().filter((id) => id === 'a').length === 2);
      second.kill('SIGTERM');
      expect((await finished).code).toBe(1);
      expect(stranger.signalCode).toBeNull();
      expect(batch.log()).toContain('>>> INTERRUPTED job_id=a');
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('believes an owner of the state only when it is proved alive', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    await batch.run();
    const unfinished = { ...batch.state(), finished_utc: null };
    const living = { pid: process.pid, host: hostname(), boot_id: bootId(), process_start: '1' };
    writeFileSync(batch.statePath, JSON.stringify({ ...unfinished, owner: living }));
    expect((await batch.run()).code).toBe(0);
  });

  it('refuses to forget a running job that the spec no longer has', async () => {
    const batch = new BatchFolder([
      { id: 'a', gate: 'go' },
      { id: 'b', gate: 'go' },
    ]);
    await killed(batch);
    batch.writeSpec([{ id: 'b', gate: 'go' }]);
    const { code, stderr } = await batch.run();
    expect(code).toBe(2);
    expect(stderr).toContain(`error: job a: still runs (process group ${batch.job('a').pid})`);
  });

  it('refuses a folder in which a job of another batch runs', async () => {
    const first = new BatchFolder([{ id: 'a', gate: 'go' }]);
    first.start();
    await first.until('start', 'a');
    const second = new BatchFolder([{ id: 'x', outputRoot: join(first.root, 'jobs/a') }]);
    const { code, stderr } = await second.run();
    expect(code).toBe(2);
    expect(stderr).toContain(`is in use by process ${first.job('a').pid} of the batch ${first.statePath}`);
  });

  it('refuses while a scheduler of the older program lives, which names no owner', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    await batch.run();
    writeFileSync(batch.statePath, JSON.stringify({ ...batch.state(), owner: undefined, finished_utc: null }));
    const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'bezierfit-batch']);
    try {
      await once(living, 'spawn');
      writeFileSync(join(batch.root, 'bezierfit_batch.pid'), `${living.pid}\n`);
      const { code, stderr } = await batch.run();
      expect(code).toBe(2);
      expect(stderr).toContain(`pid ${living.pid} on host ${hostname()}`);
    } finally {
      living.kill('SIGKILL');
    }
    await once(living, 'close');
    expect((await batch.run()).code).toBe(0);
  });
});
