import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { PROGRAM } from '../helpers/program.ts';
import { waitFor } from '../helpers/wait.ts';

/** `script` (util-linux) gives a program a terminal of its own. */
const hasScript = spawnSync('script', ['--version']).status === 0;

class Terminal {
  private shown = '';
  private readonly child;
  readonly closed: Promise<number | null>;

  constructor(...argv: string[]) {
    const command = [process.execPath, PROGRAM, ...argv].map((word) => `'${word}'`).join(' ');
    this.child = spawn('script', ['-qefc', `stty rows 24 cols 100; exec ${command}`, '/dev/null']);
    this.child.stdout.on('data', (chunk) => (this.shown += String(chunk)));
    this.closed = new Promise((done) => this.child.on('close', done));
  }

  /** Presses a key, and waits until the screen says something that it did not say since. */
  async press(key: string, ...expected: string[]): Promise<void> {
    this.shown = '';
    this.child.stdin.write(key);
    await this.shows(...expected);
  }

  async shows(...expected: string[]): Promise<void> {
    await waitFor(expected.join(', '), () => {
      const text = stripVTControlCharacters(this.shown);
      return expected.every((words) => text.includes(words));
    });
  }
}

describe.skipIf(!hasScript)('bezierfit watch in a terminal', () => {
  it('chooses a job, shows its log and why it waits, and stops the batch when asked twice', async () => {
    const batch = new BatchFolder([
      { id: 'first', gate: 'open', print: 'a line of the first job' },
      { id: 'second', after: ['first'] },
    ]);
    const { finished } = batch.start();
    await batch.untilState('first runs', (job) => job('first').status === 'running');
    const terminal = new Terminal('watch', batch.root);
    await terminal.shows('first', 'second', '◐ running', '○ queued', 's stop');
    await terminal.press('\r', 'a line of the first job', 'Esc back');
    await terminal.press('\u001b', '◐ running', 'Enter log');
    await terminal.press('j', 'second: ', 'first');
    await terminal.press('s', 'Stop the batch? y stops it');
    await terminal.press('n', 'Enter log');
    expect(batch.job('first').status).toBe('running');
    await terminal.press('s', 'Stop the batch? y stops it');
    await terminal.press('y', 'Stopping: SIGTERM to the scheduler');
    await finished;
    expect(await terminal.closed).toBe(1);
    expect([batch.job('first').status, batch.job('second').status]).toEqual(['canceled', 'canceled']);
  });

  it('is left with q, which stops nothing', async () => {
    const batch = new BatchFolder([{ id: 'only', gate: 'open' }]);
    const { finished } = batch.start();
    await batch.untilState('it runs', (job) => job('only').status === 'running');
    const terminal = new Terminal('watch', batch.root);
    await terminal.shows('◐ running');
    await terminal.press('q');
    expect(await terminal.closed).toBe(0);
    expect(batch.job('only').status).toBe('running');
    batch.open('open');
    expect((await finished).code).toBe(0);
  });
});
