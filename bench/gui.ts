import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { HandMadeState } from '../test/helpers/saved-state.ts';
import { PROGRAM } from './measured-process.ts';
import { median, withFolder, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';

const JOBS: Record<BenchScale, number> = { full: 1000, quick: 1000, smallest: 20 };
const CHANGES: Record<BenchScale, number> = { full: 40, quick: 20, smallest: 2 };
/** Between two changes, ms; a random part of it is added, so that they fall anywhere between two looks. */
const PAUSE_MS: Record<BenchScale, number> = { full: 120, quick: 120, smallest: 10 };
/** How often a page asks for the machine. */
const MACHINE_MS = 2000;

/** The interface's server: how soon a page has what changed on disk. */
export const gui: BenchGroup = {
  name: 'gui',
  run: (scale) =>
    withFolder(async (folder) => {
      const runRoot = join(folder, 'run');
      mkdirSync(runRoot);
      const jobs = Array.from({ length: JOBS[scale] }, () => ({ pid: process.pid }));
      const state = new HandMadeState(runRoot, jobs);
      const server = await Server.start(folder);
      const page = await server.follow(runRoot);
      try {
        const one = await changeTimes(scale, state, page, 1);
        const all = await changeTimes(scale, state, page, JOBS[scale]);
        const busy = await whileBusy(() => changeTimes(scale, state, page, JOBS[scale]));
        const words = `${JOBS[scale].toLocaleString('en')} running jobs: from the state file to the page, worst of ${CHANGES[scale]}`;
        return [
          rowOf(`${words}, one job changes`, one),
          rowOf(`${words}, all change`, all),
          rowOf(`${words}, all change and every core is busy`, busy),
        ];
      } finally {
        await page.close();
        await server.stop();
      }
    }),
};

function rowOf(name: string, timesMs: readonly number[]): BenchRow {
  const worst = Math.max(...timesMs);
  return {
    name,
    value: worst,
    unit: 'ms',
    target: { atMost: 300 },
    parts: [
      { name: 'worst', value: worst, unit: 'ms' },
      { name: 'median', value: median(timesMs), unit: 'ms' },
    ],
  };
}

/** From the rename of each new state to its event, parsed, ms. */
async function changeTimes(scale: BenchScale, made: HandMadeState, page: Follower, jobs: number): Promise<number[]> {
  const times: number[] = [];
  for (let change = 1; change <= CHANGES[scale]; change++) {
    await new Promise((resume) => setTimeout(resume, PAUSE_MS[scale] * (1 + Math.random())));
    for (const { progress } of made.state.jobs.slice(0, jobs)) if (progress) progress.done++;
    made.save();
    const savedMs = performance.now();
    times.push((await page.until(made.state.updated_utc ?? '')) - savedMs);
  }
  return times;
}

/** With one process a core that does nothing but compute. */
async function whileBusy<T>(measure: () => Promise<T>): Promise<T> {
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['--eval', 'for (;;);']));
  try {
    return await measure();
  } finally {
    for (const child of busy) child.kill('SIGKILL');
  }
}

/** A real `bezierfit gui` with a home of its own, and a session. */
class Server {
  private readonly child: ChildProcess;
  private readonly origin: string;
  private readonly cookie: string;

  private constructor(child: ChildProcess, origin: string, cookie: string) {
    this.child = child;
    this.origin = origin;
    this.cookie = cookie;
  }

  static async start(home: string): Promise<Server> {
    const child = spawn(process.execPath, [PROGRAM, 'gui', '--no-open', '--port', '0'], {
      env: { ...process.env, HOME: home, XDG_STATE_HOME: join(home, 'state') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    for await (const chunk of child.stdout ?? []) {
      printed += String(chunk);
      if (printed.includes('Ctrl+C')) break;
    }
    const [, origin = '', token] = /(http:\S+)\/#token=(\S+)/.exec(printed) ?? [];
    const answer = await post(origin, '', '/api/login', { token });
    return new Server(child, origin, answer.headers.get('set-cookie')?.split(';')[0] ?? '');
  }

  /** Like a page that is open. */
  async follow(runRoot: string): Promise<Follower> {
    const machine = setInterval(() => {
      void fetch(`${this.origin}/api/machine`, { headers: { Cookie: this.cookie } }).then((answer) => answer.text());
    }, MACHINE_MS);
    const response = await post(this.origin, this.cookie, '/api/events', { runRoot });
    if (!response.body) throw new Error(`no events: ${response.status}`);
    return new Follower(response.body, () => clearInterval(machine));
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

const post = (origin: string, cookie: string, path: string, body: unknown): Promise<Response> =>
  fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Bezierfit': '1', Origin: origin, Cookie: cookie },
    body: JSON.stringify(body),
  });

/** Reads the stream of a batch. */
class Follower {
  private readonly reader: ReadableStreamDefaultReader<string>;
  private readonly onClose: () => void;
  private rest = '';

  constructor(stream: ReadableStream<Uint8Array>, onClose: () => void) {
    this.reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    this.onClose = onClose;
  }

  /** When an event of this version of the state was here and parsed, performance.now(). */
  async until(updatedUtc: string): Promise<number> {
    for (;;) {
      const { done, value } = await this.reader.read();
      if (done) throw new Error('the stream of events ended');
      const blocks = (this.rest + value).split('\n\n');
      this.rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, data = '{}'] = /^data: (.*)$/m.exec(block) ?? [];
        const { head } = JSON.parse(data) as { head?: { updatedUtc: string } };
        if (head?.updatedUtc === updatedUtc) return performance.now();
      }
    }
  }

  async close(): Promise<void> {
    this.onClose();
    await this.reader.cancel();
  }
}
