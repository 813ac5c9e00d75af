import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { runProgram } from '../helpers/program.ts';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const gui = new Interface();
beforeAll(async () => {
  await gui.startWithData();
  const { code, stdout } = await runProgram(['batch', '--spec', join(gui.data, 'batch_spec.json')]);
  expect(code, stdout).toBe(0);
}, 180_000);
afterAll(() => gui.stop());

async function open(page: string, job: string): Promise<void> {
  const query = new URLSearchParams({ root: gui.data, job }).toString();
  await gui.page.goto(`${gui.gui.origin}/#/${page}?${query}`);
}
const image = (name: string | RegExp) => gui.page.getByRole('img', { name, exact: typeof name === 'string' });
const slider = (name: RegExp) => gui.page.getByRole('slider', { name });

describe('particles', () => {
  it('come in four views with the profile, and are stepped through by keys', async () => {
    await open('job', 'pms_step_0.001');
    await image('Mask of particle 1').waitFor();
    await image(/Mean density across the membrane of particle 1/).waitFor();
    await gui.page.keyboard.press('d');
    await image('Subtracted of particle 2').hover();
    await gui.page.getByText(/Å from the curve/).waitFor();
    await gui.expectAccessible();
  });

  it('are zoomed together, with one contrast, and low-passed', async () => {
    const raw = image('Raw of particle 2');
    await raw.hover();
    await gui.page.mouse.wheel(0, -400);
    await waitFor('four zoomed views', async () => (await gui.page.locator('.zoomed').count()) === 4);
    await gui.page.getByRole('group', { name: 'Raw of particle 2' }).press('0');
    await waitFor('four views that fit', async () => (await gui.page.locator('.zoomed').count()) === 0);
    const limits = () => image(/^Histogram of raw; black/).getAttribute('aria-label');
    const before = await limits();
    await slider(/^Low-pass/).press('End');
    await gui.page.getByText('100 Å', { exact: true }).waitFor();
    expect(await limits()).not.toBe(before);
    await gui.page.getByRole('button', { name: 'Reset' }).click();
    expect(await limits()).toBe(before);
  });

  it('one view is made large, raw takes the place of subtracted, a particle is flagged', async () => {
    await gui.page.getByRole('heading', { name: /^Particle 2/ }).click();
    await gui.page.keyboard.press('3');
    await waitFor('one view', async () => (await gui.page.locator('.vw .view').count()) === 1);
    await gui.page.keyboard.press('s');
    await image('Raw of particle 2').waitFor();
    await gui.page.keyboard.press('s');
    await gui.page.keyboard.press('3');
    await gui.page.keyboard.press(' ');
    await gui.page.getByRole('button', { name: 'Particle 2, flagged' }).waitFor();
  });

  it('only those in sight are in the page', async () => {
    await gui.page.getByRole('textbox', { name: /^Particle, 1 to/ }).fill('60');
    await gui.page.getByRole('button', { name: 'Particle 60', exact: true }).waitFor();
    expect(await gui.page.locator('.film .thumb').count()).toBeLessThan(40);
  });
});

describe('micrographs', () => {
  it('are compared with a divider that keys move', async () => {
    const tile = gui.page.waitForRequest((request) => /image\/pixels.*shrink=1&x=/.test(request.url()));
    await open('job', 'mms');
    await tile;
    const divider = slider(/Divider/);
    await divider.press('Home');
    expect(await divider.getAttribute('aria-valuenow')).toBe('0');
    await divider.press('End');
    await gui.expectAccessible();
  });

  it.each([1024, 1440, 1920])(
    'come as tiles of single pixels at %i px; a jump to a box shows it large',
    async (width) => {
      await gui.page.setViewportSize({ width, height: 900 });
      await gui.page.keyboard.press('0');
      await gui.page.getByRole('button', { name: 'Next box (N)' }).click();
      await gui.page.getByText('200 %').first().waitFor();
      await untilTruePixel();
      await gui.page.mouse.wheel(0, -200);
      await waitFor('a larger picture', async () => !(await gui.page.getByText('200 %').count()));
      await untilTruePixel();
      await gui.page.setViewportSize({ width: 1440, height: 900 });
    },
  );

  it('show what was taken away', async () => {
    await gui.page.getByRole('button', { name: 'Difference' }).click();
    await image(/before minus after$/).waitFor();
    await slider(/^Low-pass/).press('ArrowRight');
    await gui.expectAccessible();
  });
});

/** The pointer stands on a pixel, and the page says of it what the file has. */
async function untilTruePixel(): Promise<void> {
  const area = await gui.page.locator('.before-after').boundingBox();
  await gui.page.mouse.move((area?.x ?? 0) + 0.3 * (area?.width ?? 0), (area?.y ?? 0) + 200);
  const raw = join(gui.data, 'project/J12/motioncorrected');
  const [micrograph = ''] = readdirSync(raw).filter((name) => name.endsWith('.mrc'));
  await waitFor('the value of the pixel', async () => {
    const words = (await gui.page.locator('.readout').textContent()) ?? '';
    const [, x, y, before] = /x (\d+) y (\d+) px.*before (−?[\d.]+)after/.exec(words) ?? [];
    if (x === undefined) return false;
    const reader = openMrc(join(raw, micrograph));
    const [value = 0] = reader.readRegion(0, Number(x), Number(y), 1, 1);
    reader.close();
    return before === value.toFixed(3).replace('-', '−');
  });
}

describe('the comparison of a sweep', () => {
  it('has a column a job, the difference to one of them, and profiles', async () => {
    await open('compare', 'pms_step_0.002');
    await image('Removed by pms_step_0.005').waitFor();
    const reference = gui.page.getByRole('region', { name: '0.002, pms_step_0.002' });
    await reference.getByText('reference').waitFor();
    await gui.page.getByText('The jobs differ in points_step.').waitFor();
    await image(/^Rate for each points_step/).waitFor();
    await gui.expectAccessible();
    await gui.page.getByRole('button', { name: 'Difference' }).click();
    await image('Difference of pms_step_0.005 to the reference').waitFor();
    await gui.page.keyboard.press('d');
    await image('Raw image of particle 2').waitFor();
    await gui.page.getByRole('button', { name: 'Profile' }).click();
    await image('Profile across the membrane, pms_step_0.001').waitFor();
    await gui.expectAccessible();
  });

  it('its best value is taken over by another job', async () => {
    await gui.page.getByRole('button', { name: 'Use 0.002 in' }).click();
    await gui.page.getByRole('menuitem', { name: 'pms_step_0.005' }).click();
    await gui.page.getByText('points_step of pms_step_0.005 is now 0.002.').waitFor();
    const draft = join(gui.data, 'batch_spec.draft.json');
    await waitFor('the draft', () => existsSync(draft) && readFileSync(draft, 'utf8').includes('use 0.002 in'));
  });
});

describe('the curve of a class average', () => {
  const objective = () => gui.page.getByTestId('objective').textContent();
  const handle = (point: number) => gui.page.getByRole('button', { name: new RegExp(`^Control point ${point}`) });
  const coordinate = (name: string) => gui.page.getByRole('spinbutton', { name }).inputValue();

  it('is dragged by a control point with the objective live; one undo takes the whole drag back', async () => {
    await open('classes', 'analysis');
    await handle(1).waitFor();
    const before = { objective: await objective(), x: Number(await coordinate('P1 x')) };
    const circle = await handle(1).locator('.dot').boundingBox();
    const [x, y] = [(circle?.x ?? 0) + (circle?.width ?? 0) / 2, (circle?.y ?? 0) + (circle?.height ?? 0) / 2];
    await gui.page.mouse.move(x, y);
    await gui.page.mouse.down();
    await gui.page.mouse.move(x + 20, y + 10, { steps: 4 });
    await gui.page.mouse.move(x + 40, y + 20, { steps: 4 });
    await gui.page.getByText(/(above|below) the file's/).waitFor();
    await gui.page.mouse.up();
    expect(Number(await coordinate('P1 x'))).toBeGreaterThan(before.x + 4);
    expect(await objective()).not.toBe(before.objective);
    await gui.page.getByText('1 class edited').waitFor();
    await gui.page.getByRole('button', { name: 'Undo' }).click();
    expect(Number(await coordinate('P1 x'))).toBe(before.x);
    await gui.page.getByText('as in the file').waitFor();
    expect(await gui.page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    await gui.page.getByRole('button', { name: 'Redo' }).click();
    await gui.page.getByText('1 class edited').waitFor();
    await gui.page.getByRole('button', { name: 'Back to the fit' }).click();
    await gui.page.getByText('as in the file').waitFor();
  });

  it('is moved by keys, by 1 px and with Shift by 0.1 px', async () => {
    const x = Number(await coordinate('P0 x'));
    await handle(0).press('ArrowRight');
    expect(Number(await coordinate('P0 x'))).toBeCloseTo(x + 1, 5);
    await handle(0).press('Shift+ArrowLeft');
    expect(Number(await coordinate('P0 x'))).toBeCloseTo(x + 0.9, 5);
    await gui.page.getByText(/(above|below) the file's/).waitFor();
    await gui.expectAccessible();
  });

  it('is said to be doubtful where it leaves the membrane, and no longer when it is back', async () => {
    const doubt = gui.page.getByRole('region', { name: 'Warnings' });
    const before = await coordinate('P1 x');
    await gui.page.getByRole('spinbutton', { name: 'P1 x' }).fill(String(Number(before) + 90));
    await doubt.getByText('of the curve shows no clear bilayer').waitFor();
    await gui.page.getByRole('spinbutton', { name: 'P1 x' }).fill(before);
    await doubt.waitFor({ state: 'detached' });
    await gui.page
      .getByRole('button', { name: /^Class \d+.*Fitted/ })
      .first()
      .waitFor();
  });

  it('shows what would be taken away along it, and what would be left', async () => {
    await gui.page.getByRole('button', { name: 'Model' }).click();
    await image(/^Model of class \d+ with its curve/).waitFor();
    const answer = gui.page.waitForResponse(/class\/model/);
    await handle(0).press('ArrowDown');
    expect((await answer).status()).toBe(200);
    await handle(0).press('ArrowUp');
    await gui.page.getByRole('button', { name: 'Difference' }).click();
    await image(/^Difference of class/).waitFor();
    await gui.page.getByRole('button', { name: 'Image', exact: true }).click();
  });

  it('is saved; the file as it was is kept', async () => {
    const folder = join(gui.data, 'runs/analysis');
    const before = readFileSync(join(folder, 'control_points.json'), 'utf8');
    const x = Number(await coordinate('P0 x'));
    await gui.page.getByRole('button', { name: 'Save control points' }).click();
    const toast = await gui.page.getByText(/Saved; the old file is kept as/).textContent();
    const [copy = ''] = /control_points\.\S+json/.exec(toast ?? '') ?? [];
    expect(readFileSync(join(folder, copy), 'utf8')).toBe(before);
    const after = JSON.parse(readFileSync(join(folder, 'control_points.json'), 'utf8')) as Record<string, number[][]>;
    expect(Object.values(after)[0]?.[0]?.[0]).toBeCloseTo(x, 1);
    expect(gui.faults).toEqual([]);
  });
});
