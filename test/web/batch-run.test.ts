import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SavedState } from '../../src/batch/saved-state.ts';
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

it('shows the workers that a job got', async () => {
  const { jobs } = JSON.parse(readFileSync(join(runRoot, 'scheduler_state.json'), 'utf8')) as SavedState;
  const resolved = join(jobs.find(({ job_id }) => job_id === 'mms')?.output_root ?? '', 'job_spec_resolved.json');
  const { args } = JSON.parse(readFileSync(resolved, 'utf8')) as { args: { procs: number } };
  expect(await row('mms').locator('.c-procs').textContent()).toBe(String(args.procs));
  expect(await row('analysis').locator('.c-procs').textContent()).toBe('–');
});

it('comes back to the job that was looked at last', async () => {
  const main = gui.page.getByRole('navigation', { name: 'Main' });
  await gui.page.getByRole('link', { name: 'Images and logs of pms_step_0.001' }).click();
  await gui.page.getByRole('heading', { name: 'pms_step_0.001' }).waitFor();
  await main.getByRole('link', { name: 'Batch Scheduler' }).click();
  await row('pms_step_0.001').waitFor();
  await main.getByRole('link', { name: 'Jobs' }).click();
  await gui.page.getByRole('heading', { name: 'pms_step_0.001' }).waitFor();
  await main.getByRole('link', { name: 'Batch Scheduler' }).click();
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

it('shows whole output roots where there is room, their ends where there is none', async () => {
  const folder = new BatchFolder([{ id: 'pms_step_0.001' }]);
  await folder.start().finished;
  await gui.openRunRoot(folder.root);
  const shown = () => row('pms_step_0.001').locator('.c-output').innerText();
  for (const [width, view, words] of [
    [1920, 'Monitor', 'jobs/pms_step_0.001/'],
    [1440, 'Edit', 'jobs/pms_step_0.001'],
    [1280, 'Edit', 'pms_step_0.001'],
  ] as const) {
    await gui.page.setViewportSize({ width, height: 900 });
    await gui.page.getByRole('button', { name: view, exact: true }).click();
    await waitFor(`${words} in ${view} at ${width} px`, async () => (await shown()).trim().endsWith(words));
    expect(await gui.page.evaluate(CUT_PATHS)).toEqual([]);
  }
});

/** Runs in the page: paths that the style sheet has cut. */
const CUT_PATHS = `[...document.querySelectorAll('.c-output .path')]
  .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((one) => one.textContent)`;
