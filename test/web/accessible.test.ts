import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { runProgram } from '../helpers/program.ts';
import { HandMadeState } from '../helpers/saved-state.ts';
import { Interface } from './interface.ts';

/** Every page, dialog, menu, panel, empty state and error state of the interface: axe in both themes. */

const gui = new Interface();
beforeAll(async () => {
  await gui.startWithData();
  await runProgram(['batch', '--spec', join(gui.data, 'batch_spec.json')]);
}, 180_000);
afterAll(() => gui.stop());

const at = (address: string, query: Record<string, string> = {}) =>
  gui.page.goto(`${gui.gui.origin}/#/${address}?${new URLSearchParams(query).toString()}`);
const button = (name: string | RegExp) => gui.page.getByRole('button', { name, exact: typeof name === 'string' });
const text = (words: string | RegExp) => gui.page.getByText(words).first();
const heading = (name: string) => gui.page.getByRole('heading', { name }).waitFor();
const dialog = () => gui.page.getByRole('dialog').waitFor();
const row = (id: string) => gui.page.getByRole('row', { name: new RegExp(id) }).first();
const demo = async () => {
  await gui.openRunRoot(gui.data);
  await row('analysis').waitFor();
};
const editing = async () => {
  await demo();
  await button('Edit').click();
  await row('pms_step_0.001').click();
};
const monitoring = async () => {
  await demo();
  await button('Monitor').click();
  await text('Scheduler log').waitFor();
};
/** A folder with a state file, opened in Monitor. */
const withState = async (name: string, write: (folder: string) => void) => {
  const folder = join(gui.home, name);
  mkdirSync(folder, { recursive: true });
  write(folder);
  await gui.openRunRoot(folder);
  await button('Monitor').click();
};
const job = (id: string, tab: string) => async () => {
  await at('job', { root: gui.data, job: id });
  await gui.page.getByRole('tab', { name: tab, exact: true }).click();
};

type State = [what: string, show: () => Promise<unknown>];

const PAGES: State[] = [
  ['start, with recent run roots', async () => (await demo(), await at('start'), await heading('Recent run roots'))],
  ['start: a new batch is named', async () => (await at('start'), await button('New batch').click())],
  [
    'single run: its folder',
    async () => (await at('single', { kind: 'bezierfit_mem_analyze' }), await button('Go on').waitFor()),
  ],
  [
    'single run: its editor',
    async () => (await at('single', { kind: 'bezierfit_particle_pms', root: gui.data }), await button('Run').waitFor()),
  ],
  ['single run of an unknown kind', async () => (await at('single', { kind: 'x' }), await heading('Unknown tool'))],
  ['batch: choose a run root', async () => (await at('batch'), await heading('Choose a run root'))],
  ['batch: empty', async () => (await gui.openBatch('none'), await heading('No jobs in this batch'))],
  ['batch: jobs, editor and settings', editing],
  ['batch: everything of a job shown', async () => (await editing(), await text('Advanced').click())],
  [
    'batch: fields to fill in',
    async () => {
      await gui.openBatch('to-fill');
      await button(/Particle PMS/).click();
      await button(/to fill in/).click();
      await text(/"particle" is missing/).waitFor();
    },
  ],
  [
    'batch: a custom input base dir',
    async () => {
      await editing();
      await gui.page.getByRole('checkbox', { name: 'Custom input base dir' }).check();
    },
  ],
  [
    'Monitor: not started',
    async () => {
      await gui.openBatch('to-fill');
      await button('Monitor').click();
      await heading('This batch was not started yet');
    },
  ],
  ['Monitor: finished', monitoring],
  ['Monitor: dependencies', async () => (await monitoring(), await button('Dependencies').click())],
  ['Monitor: one status', async () => (await monitoring(), await button('5 success').click())],
  [
    'Monitor: nothing found in the log',
    async () => {
      await monitoring();
      await gui.page.getByRole('searchbox', { name: 'Search the log' }).fill('nowhere');
      await text('No line has this text.').waitFor();
    },
  ],
  ['job: images of particles', job('pms_step_0.001', 'Images')],
  ['job: images of micrographs', job('mms', 'Images')],
  ['job: log', job('pms_step_0.001', 'Log')],
  [
    'class averages',
    async () => (
      await at('classes', { root: gui.data, job: 'analysis' }),
      await button('Save control points').waitFor()
    ),
  ],
  ['compare', async () => (await at('compare', { root: gui.data }), await gui.page.getByRole('img').first().waitFor())],
];

const STATES: State[] = [
  [
    'running, waiting, failed, canceled',
    () =>
      withState('mixed', (folder) => {
        const failure = { class: 'input' as never, advice: 'Give it', last_line: 'error: no such file', partial: null };
        new HandMadeState(folder, [
          {},
          { status: 'queued', assigned_gpus: [], started_utc: null, progress: null, reason_waiting: 'waits for GPU 1' },
          { status: 'failed', returncode: 2, failure },
          { status: 'canceled', reason: 'canceled_by_fail_fast' },
          { status: 'success', returncode: 0 },
        ]);
      }),
  ],
  [
    'stopping',
    () =>
      withState('stopping', (folder) => {
        const made = new HandMadeState(folder, [{}]);
        made.state.stopping = { reason: 'canceled_by_interrupt', since_utc: new Date().toISOString() };
        made.save();
      }),
  ],
  [
    'interrupted',
    () =>
      withState('lost', (folder) => {
        const made = new HandMadeState(folder, [{}]);
        made.state.owner = { ...made.state.owner, pid: 2 ** 22 } as never;
        made.save();
      }),
  ],
  [
    'a damaged state file',
    async () => {
      await withState('damaged', (folder) => writeFileSync(join(folder, 'scheduler_state.json'), '{ "jobs": ['));
      await text(/The state file: it is not whole JSON/).waitFor();
    },
  ],
  [
    'a run root that may not be looked at',
    async () => {
      await at('batch', { root: '/etc/nowhere' });
      await heading('This run root cannot be opened');
    },
  ],
  ['an unknown page', async () => (await at('nowhere'), await heading('There is no page “nowhere”'))],
];

const DIALOGS: State[] = [
  ['the menu Add job', async () => (await editing(), await button('Add job').click())],
  [
    'Sweep...',
    async () => {
      await editing();
      await button('Sweep...').click();
      await gui.page.getByRole('textbox', { name: 'Values' }).fill('0.01,nothing');
      await dialog();
    },
  ],
  [
    'Browse... for a file',
    async () => {
      await editing();
      await button('Browse... Particles').click();
      await gui.page.getByRole('option', { name: /particles_selected\.cs/ }).click();
      await text('Pixel size').waitFor();
    },
  ],
  ['Browse... for a folder', async () => (await editing(), await button('Browse... Run root').click(), await dialog())],
  [
    'Browse... where nothing may be read',
    async () => {
      await editing();
      await button('Browse... Run root').click();
      await gui.browseTo('/etc');
      await text(/outside the folders/).waitFor();
    },
  ],
  ['Import...', async () => (await editing(), await button('Import...').click(), await dialog())],
  [
    'Import... of what is no spec',
    async () => {
      writeFileSync(join(gui.home, 'none.json'), '[]');
      await editing();
      await button('Import...').click();
      await gui.browseTo(gui.home);
      await gui.page.getByRole('option', { name: /none\.json/ }).dblclick();
      await text(/is no batch spec/).waitFor();
    },
  ],
  ['Command...', async () => (await editing(), await button('Command...').click(), await text(/--spec/).waitFor())],
  [
    'Open output folder',
    async () => {
      await monitoring();
      await button('Open output folder').click();
      await gui.page.getByRole('option', { name: /run\.out/ }).click();
      await gui.page
        .getByRole('dialog')
        .getByText(/START job_id/)
        .waitFor();
    },
  ],
  [
    'Stop',
    async () => {
      await withState('to-stop', (folder) => new HandMadeState(folder, [{}]));
      await button('Stop').click();
      await button('Keep running').waitFor();
    },
  ],
  ['Keys', async () => (await editing(), await gui.page.keyboard.press('?'), await dialog())],
  ['Find', async () => (await editing(), await gui.page.keyboard.press('Control+k'), await dialog())],
];

describe.each([
  ['page', PAGES],
  ['state', STATES],
  ['dialog', DIALOGS],
])('every %s', (_, states) => {
  it.each(states)('%s', async (_what, show) => {
    await gui.page.goto('about:blank');
    await show();
    await gui.expectAccessible();
  });
});

it('without a session', async () => {
  const stranger = await gui.newPage();
  await stranger.goto(gui.gui.origin);
  await stranger.getByRole('heading', { name: 'Open the link again' }).waitFor();
  await gui.expectAccessible(stranger);
  await stranger.close();
});
