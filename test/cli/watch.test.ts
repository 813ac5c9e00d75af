import stringWidth from 'string-width';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawWatch, type WatchState } from '../../src/cli/watch/draw.ts';
import { progressWords } from '../../src/cli/watch/words.ts';
import { readState } from '../../src/batch/saved-state.ts';
import { viewBatch } from '../../src/server/batch/batch-view.ts';
import { BatchWatch } from '../../src/server/batch/batch-watch.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { HandMadeState } from '../helpers/saved-state.ts';
import { waitFor } from '../helpers/wait.ts';

const EMPTY = { statePath: '', log: { path: '', sizeBytes: 0 }, draftRevision: '', graceS: 30 };

describe('bezierfit watch in a pipe', () => {
  it('says a line for every change, and ends with the batch', async () => {
    const progress = { done: 3, total: 10, unit: 'particles', rate: 2, eta_s: 3.5 };
    const batch = new BatchFolder([
      { id: 'a', gate: 'a', progress },
      { id: 'b', after: ['a'], exit: 3 },
    ]);
    const { finished } = batch.start();
    await batch.untilState('progress', (job) => job('a').progress?.done === 3);
    const watch = startProgram(['watch', batch.root]);
    const closed = new Promise((done) => watch.on('close', done));
    let text = '';
    watch.stdout?.on('data', (chunk) => (text += String(chunk)));
    await waitFor('the running job', () =>
      text.includes('a: running on GPU 0, 30 %, 3 of 10 particles, 2.0/s, 4 s left'),
    );
    batch.open('a');
    await finished;
    expect(await closed).toBe(1);
    expect(text).toContain('a: success\n');
    expect(text).toMatch(/b: failed, Exit code 3/);
    expect(text.trimEnd().split('\n').at(-1)).toBe('Finished: 1 success, 1 failed');
  });

  it('refuses a folder without a batch', async () => {
    const { code, stderr } = await runProgram(['watch', temporaryFolder()]);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no batch here');
  });
});

describe('the screen', () => {
  const stateOf = async (jobs: number): Promise<WatchState> => {
    const batch = new BatchFolder(Array.from({ length: jobs }, (_, i) => ({ id: `job_${i}`, gpus: 0 })));
    await batch.run();
    const view = await new BatchWatch(batch.root).current();
    return { view, chosen: jobs - 1, log: null, lastLogLine: '>>> DONE', message: '' };
  };

  it('leaves the middle out of long ids, so that the status is in view', async () => {
    const id = 'pms_'.padEnd(80, 'x');
    const batch = new BatchFolder([
      { id: `${id}_1`, gpus: 0 },
      { id: `${id}_2`, gpus: 0 },
    ]);
    await batch.run();
    const view = await new BatchWatch(batch.root).current();
    const state: WatchState = { view, chosen: 0, log: null, lastLogLine: '', message: '' };
    const screen = stripVTControlCharacters(drawWatch(state, 80, 24, 0));
    expect(screen).toMatch(/^> pms_x+…x+_1 {2}● success/m);
    expect(screen).toMatch(/^ {2}pms_x+…x+_2 {2}● success/m);
  });

  it('fits, and shows the chosen job', async () => {
    const state = await stateOf(12);
    const lines = drawWatch(state, 40, 14, 0).split('\n');
    expect(lines.length).toBeLessThan(14);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(40);
    expect(lines.find((line) => line.startsWith('>'))).toContain('job_11');
    expect(stripVTControlCharacters(lines[2] ?? '')).toBe('GPUs  0 – · 1 –');
    const log = Array.from({ length: 50 }, (_, i) => `line ${i}`);
    expect(drawWatch({ ...state, log }, 40, 14, 0)).toContain('line 49');
  });
});

it('rate and time left stand before what a narrow screen cuts; why the chosen job waits is said in full', () => {
  const root = temporaryFolder();
  const waits = 'waits for a GPU: GPU 0 is held by the first job until about 14:12, GPU 1 by somebody else';
  new HandMadeState(root, [{}, { status: 'queued', reason_waiting: waits, progress: null, assigned_gpus: [] }]);
  const view = viewBatch({ ...EMPTY, runRoot: root, state: readState(join(root, 'scheduler_state.json')) }, 0);
  const state = { view, chosen: 1, log: null, lastLogLine: '', message: '' };
  const screen = stripVTControlCharacters(drawWatch(state, 80, 20, 0));
  expect(screen).toMatch(/job_0000 {2}◐ running {2} ?━+ {3}1 % {2}5.0\/s {2}3 min 18 s left {2}GPU 0 {2}10/);
  expect(screen.replaceAll('\n', ' ')).toContain(`job_0001: W${waits.slice(1)}`);
  expect(screen).toContain('GPUs  0 job_0000 · 1 free');
});

it('words of progress', () => {
  const progress = { done: 50, total: 200, unit: 'stacks', rate: 12.4, etaS: 4000 };
  expect(progressWords(progress)).toBe('25 %, 50 of 200 stacks, 12/s, 1 h 6 min left');
});
