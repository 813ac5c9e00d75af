import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { drawWatch, type WatchState } from '../../src/cli/watch/draw.ts';
import { progressWords } from '../../src/cli/watch/words.ts';
import { BatchWatch } from '../../src/server/batch/batch-watch.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';

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

  it('fits, and shows the chosen job', async () => {
    const state = await stateOf(12);
    const lines = drawWatch(state, 40, 14, 0).split('\n');
    expect(lines.length).toBeLessThan(14);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(40);
    expect(lines.find((line) => line.startsWith('>'))).toContain('job_11');
    const log = Array.from({ length: 50 }, (_, i) => `line ${i}`);
    expect(drawWatch({ ...state, log }, 40, 14, 0)).toContain('line 49');
  });
});

it('words of progress', () => {
  const progress = { done: 50, total: 200, unit: 'stacks', rate: 12.4, etaS: 4000 };
  expect(progressWords(progress)).toBe('25 %, 50 of 200 stacks, 12/s, 1 h 6 min left');
});
