import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(() => gui.start());
afterAll(() => gui.stop());

const KINDS = ['Membrane Analyze', 'Particle PMS', 'Micrograph MMS'];
const row = (id: string, page = gui.page) => page.getByRole('row', { name: new RegExp(`\\b${id}\\b`) }).first();
const ids = (page = gui.page) => page.locator('.virtual .id').allTextContents();
const untilIds = (...wanted: string[]) =>
  waitFor(`the jobs ${wanted.join()}`, async () => (await ids()).join() === wanted.join());
const saved = () => gui.page.getByText(/Draft saved/).waitFor();

async function addJobs(page = gui.page): Promise<void> {
  for (const kind of KINDS) {
    await page.getByRole('button', { name: 'Add job' }).click();
    await page.getByRole('menuitem', { name: kind }).click();
  }
}

describe('choosing several jobs', () => {
  const chosen = async () => (await gui.page.locator('.virtual .gr[aria-selected=true] .id').allTextContents()).join();
  beforeAll(async () => {
    await gui.openBatch('select');
    await addJobs();
  });

  it('adds with Ctrl, takes a range with Shift, by pointer and by keyboard', async () => {
    await row('analyze').click();
    await row('mms').click({ modifiers: ['Control'] });
    expect(await chosen()).toBe('analyze,mms');
    await row('mms').click({ modifiers: ['Control'] });
    expect(await chosen()).toBe('analyze');
    await row('analyze').click();
    await row('mms').click({ modifiers: ['Shift'] });
    expect(await chosen()).toBe('analyze,pms,mms');
    await row('analyze').click();
    await gui.page.getByRole('grid', { name: 'Jobs' }).press('Shift+ArrowDown');
    expect(await chosen()).toBe('analyze,pms');
    await gui.page.getByRole('grid', { name: 'Jobs' }).press('Control+a');
    await gui.page.getByText('3 jobs · 3 enabled · 3 selected').waitFor();
  });

  it('enables and disables all that are chosen with Space', async () => {
    await gui.page.getByRole('grid', { name: 'Jobs' }).press('Space');
    await gui.page.getByText('3 jobs · 0 enabled · 3 selected').waitFor();
    await gui.page.getByRole('checkbox', { name: 'Enable all jobs' }).check();
    await gui.page.getByText('3 jobs · 3 enabled · 3 selected').waitFor();
  });

  it('moves jobs by dragging their grip, also below the last', async () => {
    const grip = (id: string) => row(id).locator('.grip');
    await row('pms').click();
    await grip('mms').dragTo(row('analyze'), { targetPosition: { x: 200, y: 4 } });
    await untilIds('mms', 'analyze', 'pms');
    await row('mms').click();
    await row('analyze').click({ modifiers: ['Shift'] });
    await grip('analyze').dragTo(row('pms'), { targetPosition: { x: 200, y: 26 } });
    await untilIds('pms', 'mms', 'analyze');
    await gui.page.getByRole('button', { name: /^Undo/ }).click();
    await untilIds('mms', 'analyze', 'pms');
  });
});

describe('undo', () => {
  it('goes back and forth over a reload', async () => {
    await gui.openBatch('undo');
    await addJobs();
    await gui.page.getByRole('textbox', { name: 'Job ID' }).fill('mms_may');
    await gui.page.getByRole('button', { name: /^Undo/ }).click();
    await untilIds('analyze', 'pms', 'mms');
    await saved();
    await gui.page.reload();
    await row('analyze').waitFor();
    await gui.page.getByRole('button', { name: /^Redo.*change job_id/ }).click();
    await untilIds('analyze', 'pms', 'mms_may');
    for (let left = 3; left > 0; left--) await gui.page.getByRole('button', { name: /^Undo/ }).click();
    await untilIds('analyze');
    await gui.page.getByRole('button', { name: /^Undo/ }).click();
    await gui.page.getByRole('heading', { name: 'No jobs in this batch' }).waitFor();
  });
});

describe('two browsers', () => {
  it('tell each other of changes; either version can be kept', async () => {
    const runRoot = await gui.openBatch('both');
    await addJobs();
    await saved();
    const other = await gui.anotherBrowser();
    await gui.openRunRoot(runRoot, other);
    await row('mms', other).click();
    await other.getByRole('button', { name: 'Remove' }).click();
    const banner = gui.page.getByRole('alert').filter({ hasText: 'This batch was changed in another window.' });
    await banner.waitFor();
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Show that one' }).click();
    await untilIds('analyze', 'pms');
    await banner.waitFor({ state: 'detached' });
    await gui.page.getByRole('button', { name: /^Undo/ }).click();
    await untilIds('analyze', 'pms', 'mms');
    await other.getByRole('button', { name: 'Keep mine' }).click();
    await banner.waitFor();
    expect(await ids(other)).toEqual(['analyze', 'pms']);
    await gui.page.getByRole('button', { name: 'Keep mine' }).click();
    await other.getByText('This batch was changed in another window.').waitFor();
    await other.close();
  });

  it('keeps its own edits, and says so, when the other one saved first', async () => {
    expect(await ids()).toEqual(['analyze', 'pms', 'mms']);
    await gui.page.getByText(/This batch was changed/).waitFor({ state: 'detached' });
    expect(gui.faults).toEqual([]);
  });
});
