import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from '../helpers/program.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(async () => {
  await gui.start();
  const { code } = await runProgram(['batch', '--spec', join(gui.data, 'batch_spec.json')]);
  expect(code).toBe(0);
}, 180_000);
afterAll(() => gui.stop());

async function open(page: string, job: string): Promise<void> {
  const query = new URLSearchParams({ root: gui.data, job }).toString();
  await gui.page.goto(`${gui.gui.origin}/#/${page}?${query}`);
}

it('shows a particle in four views with its profile, and steps by keys', async () => {
  await open('job', 'pms_step_0.001');
  await gui.page.getByRole('img', { name: 'Mask of particle 1', exact: true }).waitFor();
  await gui.page.getByRole('img', { name: /Mean density across the membrane of particle 1/ }).waitFor();
  await gui.page.keyboard.press('d');
  await gui.page.getByRole('img', { name: 'Subtracted of particle 2', exact: true }).hover();
  await gui.page.getByText(/Å from the curve/).waitFor();
  await gui.expectAccessible();
});

it('shows the logs of a job', async () => {
  await gui.page.getByRole('tab', { name: 'Log', exact: true }).click();
  await gui.page.getByText(/Found 1 raw particle stack/).waitFor();
  await gui.page.getByRole('searchbox', { name: 'Search the log' }).fill('input_base_dir');
  await gui.page.keyboard.press('Enter');
  await gui.page.getByText('1 of 1').waitFor();
  await gui.expectAccessible();
});

it('moves the divider between before and after by keyboard', async () => {
  await open('job', 'mms');
  await gui.page.getByRole('tab', { name: 'Images' }).click();
  const divider = gui.page.getByRole('slider', { name: /Divider/ });
  await divider.press('Home');
  expect(await divider.getAttribute('aria-valuenow')).toBe('0');
  await gui.expectAccessible();
});

it('compares the jobs of a sweep', async () => {
  await open('compare', 'pms_step_0.001');
  await gui.page.getByRole('img', { name: 'Removed by pms_step_0.005' }).waitFor();
  await gui.expectAccessible();
});

it('moves a control point, shows the objective live, saves and keeps a copy', async () => {
  await open('classes', 'analysis');
  const objective = gui.page.getByTestId('objective');
  const before = await objective.textContent();
  await gui.page.getByRole('button', { name: /^Control point 0/ }).press('ArrowDown');
  await gui.page.getByText(/(above|below) the file's/).waitFor();
  expect(await objective.textContent()).not.toBe(before);
  await gui.expectAccessible();
  await gui.page.getByRole('button', { name: 'Save control points' }).click();
  await gui.page.getByText(/Saved; the old file is kept as/).waitFor();
  const files = readdirSync(join(gui.data, 'runs/analysis')).filter((name) => name.startsWith('control_points'));
  expect(files.length).toBeGreaterThan(2);
});
