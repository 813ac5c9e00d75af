import { userInfo } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchFolder, type FakeJob } from '../helpers/batch-folder.ts';
import { fakeNvidiaSmi } from '../helpers/fake-nvidia-smi.ts';
import { waitFor } from '../helpers/wait.ts';
import { Interface } from './interface.ts';

const GPUS = [0, 1, 2].map((id) => `${id}, GPU-${id}, NVIDIA H200, 900, 143771, 7\\n`).join('');
let PATH = '';
const gui = new Interface((folder) => {
  PATH = fakeNvidiaSmi(folder, GPUS, `GPU-2, ${process.pid}, 512\\n`);
  return { PATH };
});
beforeAll(() => gui.start());
afterAll(() => gui.stop());

const progress = { done: 30, total: 100, unit: 'particles', rate: 0.5, eta_s: 140 };
const JOBS: FakeJob[] = [
  { id: 'first' },
  { id: 'broken', exit: 1 },
  { id: 'slow', gate: 'end', progress, after: ['first'] },
  { id: 'next', after: ['slow'] },
  { id: 'wide', gpus: 2, after: ['slow'] },
  { id: 'hopeless', after: ['broken'] },
  { id: 'alone', gpus: 0 },
];

async function openMonitor(): Promise<BatchFolder> {
  const batch = new BatchFolder(JOBS, { gpus: [0, 1, 2], max_running_jobs: 3, fail_fast: false });
  batch.start([], { PATH });
  await batch.untilState('the forecast', (job) => job('wide').expected_gpus?.length === 2);
  await gui.openRunRoot(batch.root);
  await gui.page.getByRole('group', { name: 'Jobs over time: CPU, GPU 0, GPU 1, GPU 2' }).waitFor();
  return batch;
}
const bar = (words: RegExp) => gui.page.locator('.time-line').getByRole('link', { name: words });

describe('the time line', () => {
  it('shows which job held which GPU when, and the forecast for the rest', async () => {
    const batch = await openMonitor();
    await bar(/^first · success · GPU \d · \d/).waitFor();
    await bar(/^broken · failed · GPU \d · /).waitFor();
    await bar(/^alone · success · CPU · /).waitFor();
    await bar(/^slow · running · GPU \d · .* · forecast .*, 2 m$/).waitFor();
    await bar(/^wide · queued · GPU \d, \d · forecast .*, 3 m$/).waitFor();
    await gui.page.locator('.stranger').first().waitFor({ state: 'attached' });
    const chart = await gui.page.locator('.time-line svg').boundingBox();
    for (const label of await gui.page.locator('.time-line .tick text').all()) {
      const box = await label.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(Math.floor(chart?.x ?? 0));
    }
    await gui.expectAccessible();
    batch.open('end');
    await bar(/^wide · success · GPU \d, \d · /).waitFor();
    expect(await gui.page.locator('.time-line .forecast').count()).toBe(0);
  });

  it('is walked with the arrow keys, zoomed, and leads to the job', async () => {
    await openMonitor();
    const focused = () => gui.page.evaluate('document.activeElement.getAttribute("aria-label")');
    await bar(/^first/).focus();
    await gui.page.keyboard.press('End');
    expect(await focused()).toMatch(/^(wide|next) ·/);
    await gui.page
      .getByRole('paragraph')
      .getByText(/^(wide|next) · queued/)
      .waitFor();
    await gui.page.keyboard.press('ArrowLeft');
    expect(await focused()).not.toMatch(/^(wide|next) ·/);
    const width = async () => (await gui.page.locator('.time-line svg').boundingBox())?.width ?? 0;
    const before = await width();
    await gui.page.getByRole('button', { name: 'Shorter time, larger bars' }).click();
    await waitFor('twice the width', async () => (await width()) > 1.9 * before);
    await bar(/^slow/).focus();
    await gui.page.keyboard.press('Enter');
    await gui.page.getByRole('heading', { name: 'slow' }).waitFor();
  });
});

describe('the dependency graph', () => {
  it('shows what waits for what with its status; keys and pointer lead to the job', async () => {
    await openMonitor();
    await gui.page.getByRole('button', { name: 'Dependencies' }).click();
    const graph = gui.page.locator('.graph');
    await graph.getByRole('link', { name: /^slow.*Running.*after first/ }).waitFor();
    await graph.getByRole('link', { name: /^hopeless.*(Canceled|Failed).*after broken/ }).waitFor();
    await graph.getByText('1 more job without dependencies').waitFor();
    expect(await graph.locator('svg path.running').count()).toBe(2);
    await gui.expectAccessible();
    await graph.getByRole('link', { name: /^first/ }).focus();
    await gui.page.keyboard.press('ArrowRight');
    expect(await gui.page.evaluate('document.activeElement.textContent')).toMatch(/^slow/);
    expect(await graph.locator('svg path.hot').count()).toBe(3);
    await graph.getByRole('link', { name: /^wide/ }).click();
    await gui.page.getByRole('heading', { name: 'wide' }).waitFor();
  });
});

describe('the GPUs of a batch', () => {
  it('are detected: name, memory and whose processes; those that somebody holds are left out', async () => {
    const batch = new BatchFolder([{ id: 'one' }], { gpus: [0] });
    await gui.openRunRoot(batch.root);
    const strip = gui.page.getByRole('region', { name: 'Who holds what now' });
    await strip.getByTitle('GPU 0: H200, 0.9/140.4 GB in use, 7 % busy').waitFor();
    await strip
      .getByTitle(/^GPU 2: /)
      .getByText(userInfo().username)
      .waitFor();
    await gui.page.getByText(/^GPU 2 left out: \S+ holds 0.9 GB$/).waitFor();
    const gpus = gui.page.getByRole('textbox', { name: 'GPUs', exact: true }).first();
    expect(await gpus.inputValue()).toBe('0');
    await gui.page.getByRole('button', { name: 'Auto-detect' }).click();
    await waitFor('the free GPUs', async () => (await gpus.inputValue()) === '0,1');
  });
});

it('the page broke no rule and threw nothing', () => {
  expect(gui.faults).toEqual([]);
});
