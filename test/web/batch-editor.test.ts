import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { DIST } from '../helpers/program.ts';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(() => gui.startWithData());
afterAll(() => gui.stop());

const value = (name: string) => gui.page.getByRole('textbox', { name }).inputValue();
/** Whole also where the table has no room for them. */
const ids = () => gui.page.locator('.virtual .id > .path').evaluateAll(titles);
const areDrawn = (all: { naturalWidth?: number }[]): number => all.filter((one) => (one.naturalWidth ?? 0) > 0).length;
const titles = (all: { title?: string }[]): (string | undefined)[] => all.map(({ title }) => title);

describe('the start page', () => {
  it('offers the tools, accessible in both themes', async () => {
    for (const name of [/Batch Scheduler/, /Membrane Analyzer/, /Particle Membrane Sub/, /Micrograph Membrane Sub/]) {
      await gui.page.getByRole('main').getByRole('link', { name }).waitFor();
    }
    expect(gui.page.url()).not.toContain('token');
    await gui.expectAccessible();
  });
  it('opens a single run with the editor of its kind', async () => {
    await gui.page.getByRole('link', { name: /Membrane Analyzer/ }).click();
    await gui.page.getByRole('button', { name: 'Go on' }).click();
    await gui.page.getByRole('textbox', { name: 'Class averages' }).waitFor();
    await gui.expectAccessible();
  });
});

describe('jobs', () => {
  it('adds all three kinds; ids and output roots follow', async () => {
    const runRoot = await gui.openBatch('kinds');
    await gui.page.getByRole('heading', { name: 'No jobs in this batch' }).waitFor();
    await gui.expectAccessible();
    for (const kind of ['Membrane Analyze', 'Particle PMS', 'Micrograph MMS']) {
      await gui.page.getByRole('button', { name: 'Add job' }).click();
      await gui.page.getByRole('menuitem', { name: kind }).click();
    }
    expect(await ids()).toEqual(['analyze', 'pms', 'mms']);
    await gui.page.getByRole('textbox', { name: 'Job ID' }).fill('mms_may');
    expect(await value('Output Root')).toBe(join(runRoot, 'mms_may'));
    await gui.expectAccessible();
  });

  it('shows a problem at its field while typing, and puts a decimal comma right', async () => {
    await gui.page.getByRole('row', { name: /pms/ }).first().click();
    const step = gui.page.getByRole('textbox', { name: 'Points step' });
    await step.fill('0,002');
    await gui.page.getByText(/expected a number above 0 and at most 1, got "0,002"/).waitFor();
    await gui.page.getByRole('button', { name: 'Use 0.002' }).click();
    expect(await step.inputValue()).toBe('0.002');
    expect(await gui.page.getByRole('button', { name: 'Run batch' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('browses to a file with its facts, and infers Input Base Dir', async () => {
    await gui.page.getByRole('button', { name: 'Browse... Particles' }).click();
    await gui.browseTo(join(gui.data, 'project/J51'));
    await gui.page.getByRole('option', { name: /particles_selected\.cs/ }).click();
    await gui.page.getByText('Pixel size').waitFor();
    const images = gui.page.getByRole('dialog').getByRole('img', { name: /Section \d+ of .*\.mrcs/ });
    await waitFor('the first particles', async () => (await images.evaluateAll(areDrawn)) === 4);
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Choose', exact: true }).click();
    expect(await value('Input Base Dir')).toBe(join(gui.data, 'project'));
    expect(await gui.page.getByRole('textbox', { name: 'Input Base Dir' }).isEditable()).toBe(false);
    await gui.page.getByRole('button', { name: 'Browse... Class averages' }).click();
    const path = gui.page.getByRole('combobox', { name: 'Path' });
    await path.fill(join(gui.data, 'pro'));
    await gui.page.locator(`datalist option[value="${join(gui.data, 'project')}"]`).waitFor({ state: 'attached' });
    await path.fill(join(gui.data, 'project/J51/templates_selected.cs'));
    await path.press('Enter');
    expect(await value('Class averages')).toBe(join(gui.data, 'project/J51/templates_selected.cs'));
    await gui.page.getByRole('checkbox', { name: 'Custom input base dir' }).check();
    await gui.page.getByRole('textbox', { name: 'Input Base Dir' }).fill('/elsewhere');
    await gui.page.getByRole('checkbox', { name: 'Custom input base dir' }).uncheck();
    expect(await value('Input Base Dir')).toBe(join(gui.data, 'project'));
  });

  it('duplicates, moves and removes by keyboard; undo brings back', async () => {
    await gui.page.getByRole('row', { name: /pms/ }).first().click();
    await gui.page.getByRole('grid').focus();
    await gui.page.keyboard.press('Control+d');
    expect(await ids()).toEqual(['analyze', 'pms', 'pms_copy', 'mms_may']);
    await gui.page.getByRole('grid').focus();
    await gui.page.keyboard.press('Alt+ArrowDown');
    expect(await ids()).toEqual(['analyze', 'pms', 'mms_may', 'pms_copy']);
    await gui.page.keyboard.press('Delete');
    expect(await ids()).toEqual(['analyze', 'pms', 'mms_may']);
    await gui.page.keyboard.press('Control+z');
    expect(await ids()).toEqual(['analyze', 'pms', 'mms_may', 'pms_copy']);
    await gui.page.keyboard.press('Control+Shift+z');
    expect(await ids()).toEqual(['analyze', 'pms', 'mms_may']);
  });

  it('keeps the draft across a reload', async () => {
    await gui.page.getByText(/Draft saved/).waitFor();
    await gui.page.reload();
    await gui.page.getByRole('row', { name: /mms_may/ }).waitFor();
    expect(await ids()).toEqual(['analyze', 'pms', 'mms_may']);
  });

  it('has no violation in its dialogs', async () => {
    for (const key of ['?', 'Control+k']) {
      await gui.page.keyboard.press(key);
      await gui.page.getByRole('dialog').waitFor();
      await gui.expectAccessible();
      await gui.page.keyboard.press('Escape');
    }
    await gui.page.getByRole('button', { name: 'Command...' }).click();
    await gui.page
      .getByText(/--spec/)
      .first()
      .waitFor();
    await gui.expectAccessible();
    await gui.page.keyboard.press('Escape');
  });
});

describe('import, sweep, export', () => {
  it('sweeps as the command line does', async () => {
    await gui.openBatch('sweep');
    await gui.importDemo();
    await gui.page
      .getByRole('row', { name: /pms_step_0\.002/ })
      .first()
      .click();
    await gui.page.getByRole('button', { name: 'Sweep...' }).click();
    await gui.page.getByRole('textbox', { name: 'Values' }).fill('0.01,0.02');
    await gui.page.getByText('2 jobs will be made').waitFor();
    await gui.page.getByRole('combobox', { name: 'Parameter' }).nth(1).selectOption('physical_membrane_dist');
    await gui.page.getByRole('button', { name: 'Range' }).nth(1).click();
    for (const [name, text] of [
      ['Start', '30'],
      ['End', '40'],
      ['Step', '5'],
    ] as const) {
      await gui.page.getByRole('textbox', { name, exact: true }).fill(text);
    }
    await gui.page.getByText('6 jobs will be made').waitFor();
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Generate' }).click();
    expect(await ids()).toContain('pms_step_0.002_step_0.02_dist_40');
    expect(await ids()).not.toContain('pms_step_0.002');
    await gui.page.getByRole('button', { name: /^Undo/ }).click();
    expect(await ids()).toContain('pms_step_0.002');
  });

  it('exports what was imported, with input_base_dir in every job', async () => {
    const downloading = gui.page.waitForEvent('download');
    await gui.page.getByRole('button', { name: 'Export...' }).click();
    const exported = JSON.parse(readFileSync(await (await downloading).path(), 'utf8')) as Spec;
    const original = JSON.parse(readFileSync(join(gui.data, 'batch_spec.json'), 'utf8')) as Spec;
    expect(exported.scheduler).toEqual(original.scheduler);
    expect(exported.jobs.map((job) => job.job_id)).toEqual(original.jobs.map((job) => job.job_id));
    for (const job of exported.jobs) expect(job.args.input_base_dir).toBe(join(gui.data, 'project'));
    expect(exported.jobs[1]?.args.points_step).toBe(original.jobs[1]?.args.points_step);
  });
});

interface Spec {
  scheduler: object;
  jobs: { job_id: string; args: Record<string, unknown> }[];
}

describe('a large batch', () => {
  it('draws only the rows in view of 1,000 jobs', async () => {
    await gui.openBatch('large');
    await gui.page.getByRole('button', { name: /Particle PMS/ }).click();
    for (let jobs = 1; jobs < 1024; jobs *= 2) {
      await gui.page.getByRole('grid').focus();
      await gui.page.keyboard.press('Control+a');
      await gui.page.keyboard.press('Control+d');
    }
    await gui.page.getByText(/1,024 jobs · /).waitFor();
    await gui.page.getByRole('grid').focus();
    await gui.page.keyboard.press('End');
    await waitFor('the last row', async () => (await gui.page.locator('[aria-rowindex="1025"]').count()) === 1);
    expect(await gui.page.locator('.virtual .gr').count()).toBeLessThan(80);
  });
});

describe('the first load', () => {
  it('is smaller than 300 kB compressed', () => {
    const html = readFileSync(join(DIST, 'web/index.html'), 'utf8');
    const files = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1] ?? '');
    const sizes = files.map((file) => gzipSync(readFileSync(join(DIST, 'web', file))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  });
  it('keeps to the Content-Security-Policy and throws nothing', () => {
    expect(gui.faults).toEqual([]);
  });
});
