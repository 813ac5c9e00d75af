import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Interface } from '../web/interface.ts';

/**
 * Section 3, "Using the GUI", from an empty run root to images of the result; labels word for word. More of each control:
 * test/web. Stop and its 30 s: test/web/live.test.ts, batch-run.test.ts.
 */

const gui = new Interface();
let runRoot = '';
beforeAll(async () => {
  await gui.startWithData();
  runRoot = join(gui.home, 'may');
});
afterAll(() => gui.stop());

const button = (name: string) => gui.page.getByRole('button', { name, exact: true });
const editor = () => gui.page.getByRole('complementary', { name: 'Job editor' });
const field = (name: string) => editor().getByRole('textbox', { name: new RegExp(`^${name}`) });
const row = (id: string) =>
  gui.page.getByRole('row', { name: new RegExp(`\\b${id.replaceAll('.', '\\.')}\\b`) }).first();
const ids = () => gui.page.locator('.virtual .id').allTextContents();

async function addJob(kind: string): Promise<void> {
  await button('Add job').click();
  await gui.page.getByRole('menuitem', { name: kind }).click();
}

async function browse(name: string, file: string): Promise<void> {
  await button(`Browse... ${name}`).click();
  await gui.browseTo(join(gui.data, 'project/J51'));
  await gui.page.getByRole('option', { name: file }).click();
  await button('Choose').click();
}

it('3.1 "select the Bezierfit mode, then click Batch Scheduler"', async () => {
  await gui.page.getByRole('heading', { name: 'Bezierfit tools' }).waitFor();
  await gui.page.getByRole('main').getByRole('link', { name: 'Batch Scheduler' }).click();
  const folder = gui.page.getByRole('textbox', { name: 'Run root' });
  await folder.fill(runRoot);
  await folder.press('Enter');
  await gui.page.getByRole('heading', { name: `Batch Scheduler: ${runRoot}` }).waitFor();
  expect(existsSync(runRoot)).toBe(false);
});

it('3.2 "Click Add job": Membrane Analyze, Particle PMS, Micrograph MMS', async () => {
  await addJob('Membrane Analyze');
  await browse('Class averages', 'templates_selected.cs');
  await browse('Particles', 'particles_selected.cs');
  await addJob('Particle PMS');
  await browse('Particles', 'particles_selected.cs');
  await browse('Class averages', 'templates_selected.cs');
  await gui.page.getByRole('combobox', { name: 'Add dependency' }).selectOption('analyze');
  await field('Points step').fill('0.001');
  await field('Membrane distance').fill('35');
  await field('GPUs').fill('0');
});

it('3.2 "For each job, configure": Job ID, Output Root, GPUs, Procs, Input Base Dir', async () => {
  await field('Job ID').fill('pms may');
  await gui.page
    .getByText(/letters, digits/)
    .first()
    .waitFor();
  await field('Job ID').fill('pms_may');
  expect(await field('Output Root').inputValue()).toBe(join(runRoot, 'pms_may'));
  expect(await field('Procs').getAttribute('placeholder')).toBe('auto');
  const base = field('Input Base Dir');
  expect([await base.inputValue(), await base.isEditable()]).toEqual([join(gui.data, 'project'), false]);
  await gui.page.getByRole('checkbox', { name: 'Custom input base dir' }).check();
  await button('Browse... Input Base Dir').click();
  await gui.browseTo(join(gui.data, 'project'));
  await button('Choose this folder').click();
  expect(await base.isEditable()).toBe(true);
  await gui.page.getByRole('checkbox', { name: 'Custom input base dir' }).uncheck();
});

it('3.3 "Select the job you want to sweep", Sweep..., values or a range, Generate', async () => {
  await row('pms_may').click();
  await button('Sweep...').click();
  await gui.page.getByRole('combobox', { name: 'Parameter' }).first().selectOption('points_step');
  await gui.page.getByRole('textbox', { name: 'Values' }).fill('0.001,0.002');
  await gui.page.getByText('2 jobs will be made').waitFor();
  await button('Generate').click();
  expect(await ids()).toEqual(['analyze', 'pms_may_step_0.001', 'pms_may_step_0.002']);
  expect(await field('Output Root').inputValue()).toBe(join(runRoot, 'pms_may_step_0.001'));
});

it('3.3 "Manual Alternative": select it and click Duplicate, then edit the copy', async () => {
  await row('pms_may_step_0.002').click();
  await button('Duplicate').click();
  await field('Job ID').fill('pms_by_hand');
  await field('Points step').fill('0.005');
  expect(await field('Output Root').inputValue()).toBe(join(runRoot, 'pms_by_hand'));
  await addJob('Micrograph MMS');
  await browse('Particles', 'particles_selected.star');
  await field('GPUs').fill('0');
  await gui.page.getByRole('combobox', { name: 'Add dependency' }).selectOption('pms_may_step_0.001');
});

it('3.4 GPUs, Max Running Jobs, Policy', async () => {
  const settings = gui.page.getByRole('region', { name: 'Scheduler settings' });
  await settings.getByRole('textbox', { name: 'GPUs' }).fill('0,1');
  await settings.getByRole('textbox', { name: 'Max Running Jobs' }).fill('1');
  expect(await settings.getByRole('combobox', { name: 'Policy' }).locator('option').allTextContents()).toEqual(
    expect.arrayContaining(['fill_first', 'round_robin']),
  );
  await settings.getByRole('combobox', { name: 'Policy' }).selectOption('round_robin');
});

it('3.5 "Click Run batch": Queued, Running, Success; the log below; each job\'s output', async () => {
  await button('Run batch').click();
  await row('analyze').getByText('Running', { exact: true }).waitFor();
  await row('mms').getByText('Queued', { exact: true }).waitFor();
  await row('mms').getByText('Success', { exact: true }).waitFor({ timeout: 60_000 });
  await gui.page.getByRole('log').getByText('>>> DONE job_id=mms status=success rc=0').waitFor();
  expect(await gui.page.getByText('Failed', { exact: true }).count()).toBe(0);
  const spec = JSON.parse(readFileSync(join(runRoot, 'batch_spec.json'), 'utf8')) as { scheduler: object };
  expect(spec.scheduler).toEqual({ gpus: [0, 1], max_running_jobs: 1, policy: 'round_robin' });
  await gui.page.getByRole('button', { name: 'Open output folder of pms_by_hand' }).click();
  await gui.page.getByRole('option', { name: /scheduler_stdout\.log/ }).click();
  await gui.page
    .getByRole('dialog')
    .getByText(/Found 1 raw particle stack/)
    .waitFor();
  await gui.page.keyboard.press('Escape');
});

it('images of the result are one click away', async () => {
  await gui.page.getByRole('link', { name: 'Images and logs of pms_by_hand' }).click();
  await gui.page.getByRole('img', { name: /^Subtracted of particle 1/ }).waitFor();
  expect(gui.faults).toEqual([]);
});
