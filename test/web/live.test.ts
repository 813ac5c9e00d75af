import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { HandMadeState } from '../helpers/saved-state.ts';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(() => gui.start());
afterAll(() => gui.stop());

const row = (id: string, page = gui.page) => page.getByRole('row', { name: new RegExp(`\\b${id}\\b`) }).first();
const rowsInPage = () => gui.page.locator('.virtual .gr').count();

describe('1,000 live jobs', () => {
  const runRoot = join(gui.home, 'thousand');
  let made: HandMadeState;
  beforeAll(async () => {
    mkdirSync(runRoot);
    made = new HandMadeState(
      runRoot,
      Array.from({ length: 1000 }, () => ({})),
    );
    await gui.openRunRoot(runRoot);
    await row('job_0003').getByText('Running').waitFor();
  });

  it('show a change of the state file at once', async ({ annotate }) => {
    const timesMs: number[] = [];
    for (let round = 1; round <= 7; round++) {
      const words = `${10 * round} %`;
      const seen = gui.page.evaluate<number>(untilText(words));
      const [job] = made.state.jobs;
      if (job?.progress) job.progress.done = 100 * round;
      const savedMs = Date.now();
      made.save();
      timesMs.push((await seen) - savedMs);
    }
    timesMs.sort((a, b) => a - b);
    await annotate(`from the state file to the page, median of 7: ${timesMs[3]} ms; all: ${timesMs.join(', ')} ms`);
  });

  it('keep few rows in the page while it is scrolled', async () => {
    const grid = gui.page.getByRole('grid', { name: 'Jobs of the batch' });
    const idsInPage = () => gui.page.locator('.virtual .id').allTextContents();
    await grid.hover();
    for (const index of [100, 500, 990]) {
      await gui.page.mouse.wheel(0, 30 * index);
      await waitFor(`rows near ${index}`, async () => (await idsInPage()).includes(`job_0${index}`));
      expect(await rowsInPage()).toBeLessThan(80);
      await gui.page.mouse.wheel(0, -40 * 1000);
      await waitFor('the first row', async () => (await idsInPage()).includes('job_0000'));
    }
    await grid.press('End');
    await waitFor('the last row', async () => (await idsInPage()).includes('job_0999'));
    await grid.press('Home');
    await row('job_0000').waitFor();
    expect(await rowsInPage()).toBeLessThan(80);
  });

  it('draw the bars in view of the time line alone; keys lead to all of them', async () => {
    for (const job of made.state.jobs) Object.assign(job, { assigned_gpus: [], resources: { gpus: 0, procs: null } });
    made.save();
    const bars = gui.page.locator('.time-line a');
    const labels = () => bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label') ?? ''));
    await waitFor(
      'a lane for each',
      async () => ((await gui.page.locator('.time-line svg').boundingBox())?.height ?? 0) > 30_000,
    );
    await bars.first().focus();
    await gui.page.keyboard.press('End');
    const focused = () => gui.page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    expect(await focused()).toMatch(/^job_0999 · running/);
    await waitFor('its neighbours', async () => (await labels()).some((words) => words.startsWith('job_0990')));
    await gui.page.keyboard.press('ArrowUp');
    expect(await focused()).toMatch(/^job_0998/);
    expect(await bars.count()).toBeLessThan(100);
  });
});

/** Runs in the page: when a text first stands in the table, in ms since 1970. */
const untilText = (words: string): string => `new Promise((done) => {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.virtual')?.textContent.includes('${words}')) return;
    observer.disconnect();
    done(Date.now());
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
})`;

describe('a running batch', () => {
  it('is shown truly after the server died in the middle and came back', async () => {
    const folder = new BatchFolder([
      { id: 'first', gate: 'first' },
      { id: 'second', gate: 'second', after: ['first'] },
    ]);
    const batch = folder.start();
    const other = await gui.anotherBrowser();
    for (const page of [gui.page, other]) await gui.openRunRoot(folder.root, page);
    for (const page of [gui.page, other]) await row('first', page).getByText('Running').waitFor();
    await gui.restartServer(async () => {
      await gui.page.getByText('Connection lost.').waitFor();
      await gui.expectAccessible();
      folder.open('first');
      await folder.until('start', 'second');
    });
    for (const page of [gui.page, other]) {
      await row('first', page).getByText('Success').waitFor();
      await row('second', page).getByText('Running').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
    }
    folder.open('second');
    for (const page of [gui.page, other]) await row('second', page).getByText('Success').waitFor();
    expect((await batch.finished).code).toBe(0);
    await other.close();
  });

  it('counts the 30 s of a stop down, also over a reload and a restart of the server', async () => {
    const folder = new BatchFolder([{ id: 'stubborn', gate: 'end', ignoreTerm: true }]);
    const batch = folder.start([], { BEZIERFIT_GRACE_S: '300' });
    await gui.openRunRoot(folder.root);
    await row('stubborn').getByText('Running').waitFor();
    await waitFor('the job at its gate', () => folder.journal().length > 0);
    await gui.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Stop batch' }).click();
    const countdown = gui.page.getByRole('timer').getByText(/Stopping: \d+ s to clean up/);
    await countdown.waitFor();
    await gui.restartServer(() => gui.page.getByText('Not connected').waitFor());
    await gui.page.getByText('Live', { exact: true }).waitFor();
    await countdown.waitFor();
    await gui.page.reload();
    await countdown.waitFor();
    await gui.expectAccessible();
    folder.open('end');
    await batch.finished;
    await countdown.waitFor({ state: 'detached' });
    expect(gui.faults).toEqual([]);
  });
});
