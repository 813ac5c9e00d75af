import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(() => gui.startWithData());
afterAll(() => gui.stop());

const focused = (): Promise<string> =>
  gui.page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
const until = (name: string) => waitFor(`focus on ${name}`, async () => (await focused()).startsWith(name));
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => gui.page.keyboard.press(key)), Promise.resolve());
/** Presses Tab until the focus is there. */
async function tabTo(name: string): Promise<void> {
  for (let left = 60; left > 0; left--) {
    await press('Tab');
    if ((await focused()).startsWith(name)) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

describe('without a pointer', () => {
  it('a page begins after the navigation; dialogs give focus back to their opener', async () => {
    await gui.openBatch('keys');
    await tabTo('Start');
    await press('Enter');
    await gui.page.getByRole('heading', { name: 'Bezierfit tools' }).waitFor();
    await press('Tab');
    expect(await focused()).toContain('Batch Scheduler');
    await gui.openBatch('keys');
    await tabTo('Add job');
    await press('Enter', 'Enter');
    await gui.page.getByRole('textbox', { name: 'Points step' }).waitFor();
    for (const opener of ['Command...', 'Browse... Particles']) {
      await tabTo(opener);
      await press('Enter');
      await gui.page.getByRole('dialog').waitFor();
      await press('Escape');
      await until(opener);
    }
  });

  it('a file is chosen by its path, the next one in the same folder with the arrows', async () => {
    await press('Enter');
    await until('Files');
    await gui.page.getByRole('combobox', { name: 'Path' }).focus();
    await press('Control+a');
    await gui.page.keyboard.insertText(join(gui.data, 'project/J51/particles_selected.cs'));
    await press('Enter');
    await until('Browse... Particles');
    await gui.page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo('Browse... Class averages');
    await press('Enter');
    await gui.page.getByRole('option', { name: /templates_selected/ }).waitFor();
    await press('End', 'Enter');
    await until('Browse... Class averages');
    const chosen = gui.page.getByRole('textbox', { name: 'Class averages' });
    expect(await chosen.inputValue()).toBe(join(gui.data, 'project/J51/templates_selected.cs'));
  });
});

describe('an imported batch with mistakes', () => {
  it('says those that no field has, and keeps Run batch in view in a narrow window', async () => {
    const folder = join(gui.home, 'wrong');
    mkdirSync(folder);
    const jobs = [
      { job_id: 'a b', kind: 'pms', output_root: 'a', args: {} },
      { job_id: 'ok', kind: 'bezierfit_mem_analyze', output_root: 'b', args: { templte: 'x.cs', degree: 'three' } },
    ];
    writeFileSync(join(folder, 'batch_spec.json'), JSON.stringify({ scheduler: { polcy: 'x', gpus: 'all' }, jobs }));
    await gui.page.setViewportSize({ width: 1280, height: 800 });
    await gui.openRunRoot(folder);
    await gui.page.getByText(/unknown key "polcy"/).waitFor();
    await gui.page.getByRole('row', { name: /ok/ }).click();
    await gui.page.getByText(/unknown (key|argument) "templte"/).waitFor();
    const box = await gui.page.getByRole('button', { name: 'Run batch' }).boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
    await gui.page.setViewportSize({ width: 1440, height: 900 });
  });
});

describe('a run root that is removed while it is open', () => {
  it('is said to be gone, and its batch can be saved there again', async () => {
    const folder = await gui.openBatch('gone');
    await gui.page.getByRole('button', { name: 'Membrane Analyze' }).click();
    await gui.page.getByText(/Draft saved/).waitFor();
    rmSync(folder, { recursive: true });
    await gui.page.getByText(`The files of this batch are gone from ${folder}`).waitFor();
    await gui.page.getByRole('button', { name: 'Save it there again' }).click();
    await gui.page.getByText(/are gone from/).waitFor({ state: 'detached' });
    await gui.openBatch('elsewhere');
    await gui.openBatch('gone');
    await gui.page.getByRole('row', { name: /analyze/ }).waitFor();
  });

  it('keeps what was typed just before another one is opened', async () => {
    await gui.page.getByRole('textbox', { name: 'Job ID' }).fill('typed_last');
    await gui.openBatch('elsewhere');
    await gui.openBatch('gone');
    await gui.page.getByRole('row', { name: /typed_last/ }).waitFor();
  });
});
