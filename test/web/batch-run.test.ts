import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
let runRoot = '';
beforeAll(async () => {
  await gui.startWithData();
  runRoot = await gui.openBatch('run');
  await gui.importDemo();
});
afterAll(() => gui.stop());

const row = (id: string) => gui.page.getByRole('row', { name: new RegExp(id.replaceAll('.', '\\.')) }).first();

it('runs the demo batch', async () => {
  await gui.page.getByRole('button', { name: 'Run batch' }).click();
  await row('analysis').getByText('Running').waitFor();
  await row('pms_step_0.001')
    .getByText(/Waits for analysis/)
    .waitFor();
  await row('mms').getByText('Success').waitFor({ timeout: 50_000 });
  await gui.page
    .getByRole('log')
    .getByText(/DONE job_id=mms status=success/)
    .waitFor();
  await gui.expectAccessible();
});

it('lists the output folder', async () => {
  await gui.page.getByRole('button', { name: 'Open output folder', exact: true }).click();
  await gui.page.getByRole('option', { name: /bezierfit_batch\.run\.out/ }).click();
  await gui.page
    .getByRole('dialog')
    .getByText(/START job_id=analysis/)
    .waitFor();
  await gui.expectAccessible();
  await gui.page.keyboard.press('Escape');
});

it('shows a state file that was changed by hand', async () => {
  const path = join(runRoot, 'scheduler_state.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"status": "success"', '"status": "failed"'));
  await row('analysis').getByText('Failed').waitFor();
});

it('recovers when the server was killed and comes back', async () => {
  await gui.restartServer(() => gui.page.getByText('Not connected').waitFor());
  await gui.page.getByText('Live', { exact: true }).waitFor();
  expect(gui.faults).toEqual([]);
});

it('lists the run root on the start page', async () => {
  await gui.page.getByRole('link', { name: 'Start' }).click();
  await gui.page.getByRole('table').getByRole('link', { name: 'run', exact: true }).waitFor();
});

it('follows a batch from a shell and stops it: asks once, counts down, cancels what waits', async () => {
  const folder = new BatchFolder([
    { id: 'stubborn', gate: 'end', ignoreTerm: true },
    { id: 'next', after: ['stubborn'] },
  ]);
  const batch = folder.start();
  await gui.openRunRoot(folder.root);
  await row('stubborn').getByText('Running').waitFor();
  await waitFor('the job at its gate', () => folder.journal().length > 0);
  await gui.page.keyboard.press('.');
  await gui.page.getByRole('button', { name: 'Keep running' }).waitFor();
  await gui.expectAccessible();
  await gui.page.getByRole('button', { name: 'Stop batch' }).click();
  await gui.page
    .getByRole('timer')
    .getByText(/s to clean up/)
    .waitFor();
  folder.open('end');
  await row('next').getByText('Canceled').first().waitFor();
  expect((await batch.finished).code).toBe(1);
});
