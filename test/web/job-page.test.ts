import { appendFileSync, closeSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { NativeBatch } from '../helpers/native-batch.ts';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(() => gui.start());
afterAll(() => gui.stop());

async function open(root: string, job: string): Promise<void> {
  await gui.page.goto(`${gui.gui.origin}/#/job?${new URLSearchParams({ root, job }).toString()}`);
  await gui.page.getByRole('heading', { name: job }).waitFor();
}
const tab = (name: string) => gui.page.getByRole('tab', { name, exact: true });
const openStdout = async (): Promise<void> => {
  await tab('Log').click();
  await gui.page.getByRole('button', { name: 'stdout' }).click();
};
const lines = () => gui.page.getByRole('log');

describe('a job of ours that has run', () => {
  it('has its stdout, stderr, event log, result and resolved spec', async () => {
    const batch = new NativeBatch({ stacks: 2, images: 2, box: 32 });
    expect((await batch.run()).code).toBe(0);
    await open(batch.root, 'pms');
    await tab('Log').click();
    await lines()
      .getByText(/Found 2 raw particle stacks/)
      .waitFor();
    await gui.page.getByRole('button', { name: 'stderr' }).click();
    await lines().getByText('Nothing is written here.').waitFor();
    await gui.expectAccessible();
    await tab('Log').press('ArrowRight');
    await lines()
      .getByText(/_subtracted\.mrc/)
      .first()
      .waitFor();
    await tab('Result').click();
    await gui.page.getByLabel('Content of job_result.json').getByText('"status": "success"').waitFor();
    await gui.expectAccessible();
    await tab('Resolved spec').click();
    await gui.page.getByLabel('Content of job_spec_resolved.json').getByText('"points_step": 0.005').waitFor();
    await gui.expectAccessible();
  });

  it('says in a sentence what is wrong with its files', async () => {
    const batch = new NativeBatch({ stacks: 1, images: 2, box: 32 });
    expect((await batch.run()).code).toBe(0);
    truncateSync(batch.output('pms', 0), 2000);
    await open(batch.root, 'pms');
    await tab('Images').click();
    await gui.page.getByRole('alert').getByText('Particle 1 cannot be shown').waitFor();
    await gui.page
      .getByRole('alert')
      .getByText(/stack_0000_subtracted\.mrc/)
      .waitFor();
    await gui.expectAccessible();
    rmSync(batch.project.particles);
    await gui.page.reload();
    await gui.page.getByRole('alert').getByText('The particles of this job cannot be shown').waitFor();
    await gui.expectAccessible();
  });
});

describe('a job that failed before it wrote anything', () => {
  it('says why, and leads to its last words', async () => {
    const batch = new BatchFolder([{ id: 'whole' }, { id: 'broken', exit: 3 }], { gpus: [0] });
    await batch.run();
    writeFileSync(join(batch.root, 'jobs/broken/scheduler_stderr.log'), 'no space left\n');
    await open(batch.root, 'broken');
    await gui.page
      .getByRole('status')
      .getByText(/Exit code 3/)
      .waitFor();
    await tab('Result').click();
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Show stderr' }).click();
    await lines().getByText('no space left').waitFor();
    await gui.expectAccessible();
    await gui.page.getByRole('link', { name: 'Edit job' }).click();
    await gui.page.getByLabel('Job editor').getByRole('heading', { name: 'broken' }).waitFor();
  });
});

describe('a log', () => {
  it('is followed while the job writes; while one reads further up, nothing moves', async () => {
    const batch = new BatchFolder([{ id: 'talker', gate: 'end', print: 'first line' }], { gpus: [0] });
    const { finished } = batch.start();
    await batch.until('start', 'talker');
    await open(batch.root, 'talker');
    await openStdout();
    await lines().getByText('first line').waitFor();
    const path = join(batch.root, 'jobs/talker/scheduler_stdout.log');
    appendFileSync(path, Array.from({ length: 300 }, (_, i) => `line ${i}\n`).join(''));
    await lines().getByText('line 299', { exact: true }).waitFor();
    await waitFor('the end in sight', () =>
      lines().evaluate((log) => log.scrollTop + log.clientHeight > log.scrollHeight - 3),
    );
    await gui.page.getByRole('checkbox', { name: 'Follow' }).uncheck();
    const top = await lines().evaluate((log) => (log.scrollTop = 10));
    appendFileSync(path, 'one more\n');
    await gui.page.getByRole('button', { name: 'Later lines' }).waitFor({ state: 'attached' });
    expect(await lines().evaluate((log) => log.scrollTop)).toBe(top);
    batch.open('end');
    await finished;
  });

  it('of 100 MB is searched by the server, and only a window of it is in the page', async () => {
    const batch = new BatchFolder([{ id: 'long' }], { gpus: [0] });
    await batch.run();
    const path = join(batch.root, 'jobs/long/scheduler_stdout.log');
    const block = Buffer.from(`${'x'.repeat(99)}\n`.repeat(10_000));
    const file = openSync(path, 'w');
    writeSync(file, 'needle at the beginning\n');
    for (let megabytes = 0; megabytes < 100; megabytes++) {
      writeSync(file, block);
      if (megabytes === 50) writeSync(file, `needle in the middle ${'y'.repeat(3000)}\n`);
    }
    writeSync(file, 'the end\n');
    closeSync(file);
    await open(batch.root, 'long');
    await openStdout();
    await lines().getByText('the end').waitFor();
    await gui.page.getByRole('searchbox', { name: 'Search the log' }).fill('NEEDLE');
    await gui.page.keyboard.press('Enter');
    await gui.page.getByText('1 of 2', { exact: true }).waitFor();
    await lines().locator('[data-marked]').getByText('needle at the beginning').waitFor();
    await gui.page.keyboard.press('Enter');
    const marked = lines().locator('[data-marked]').getByText('needle in the middle');
    await marked.waitFor();
    expect(await lines().evaluate((log) => log.textContent.length)).toBeLessThan(1_000_000);
    const widthOf = () => lines().evaluate((log) => log.scrollWidth);
    const wrapped = await widthOf();
    await gui.page.getByRole('checkbox', { name: 'Wrap' }).uncheck();
    expect(await widthOf()).toBeGreaterThan(wrapped + 1000);
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Go to the end and follow' }).click();
    await lines().getByText('the end').waitFor();
    await gui.page.getByRole('button', { name: 'Go to the beginning' }).click();
    await lines().getByText('needle at the beginning').waitFor();
    await gui.page.getByRole('searchbox', { name: 'Search the log' }).fill('nothing like that');
    await gui.page.keyboard.press('Enter');
    await gui.page.getByText('no match').waitFor();
    expect(gui.faults).toEqual([]);
  });
});
