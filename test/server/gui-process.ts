import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';

/** A real `bezierfit gui` with a home of its own. */
export class GuiProcess {
  readonly folder: string;
  readonly home: string;
  readonly stateFolder: string;
  stdout = '';
  stderr = '';
  cookie = '';
  private readonly child: ChildProcess;

  constructor(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, umask = 0o022, folder = temporaryFolder()) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.stateFolder = join(folder, 'state/bezierfit');
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    const before = process.umask(umask);
    const port = args.includes('--socket') || args.includes('--port') ? [] : ['--port', '0'];
    this.child = spawn(process.execPath, [PROGRAM, 'gui', '--no-open', ...port, ...args], {
      env: {
        ...process.env,
        HOME: this.home,
        XDG_STATE_HOME: join(folder, 'state'),
        CUDA_VISIBLE_DEVICES: undefined,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process.umask(before);
    this.child.stdout?.on('data', (chunk) => (this.stdout += String(chunk)));
    this.child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The printed token; after its use the next one is in the private file. */
  get token(): string {
    return /token=(\S+)/.exec(this.stdout)?.[1] ?? '';
  }

  get port(): number {
    return Number(/:(\d+)\/#token/.exec(this.stdout)?.[1]);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get headers(): Record<string, string> {
    return { 'Content-Type': 'application/json', 'X-Bezierfit': '1', Origin: this.origin, Cookie: this.cookie };
  }

  async ready(): Promise<void> {
    await waitFor('the link', () => this.token !== '' && this.stdout.includes('Ctrl+C'));
  }

  /** Of the newest link, as `bezierfit gui --link` prints it. */
  get nextToken(): string {
    const text = readFileSync(join(this.stateFolder, `gui-${this.port}.json`), 'utf8');
    return (JSON.parse(text) as { token: string }).token;
  }

  /** Exchanges the newest link; returns the session. */
  async logIn(): Promise<Response> {
    const answer = await this.post('/api/login', { token: this.nextToken });
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return await fetch(`${this.origin}/api/session`, { headers: { Cookie: this.cookie } });
  }

  async post(path: string, body: unknown): Promise<Response> {
    return await fetch(`${this.origin}${path}`, { method: 'POST', headers: this.headers, body: JSON.stringify(body) });
  }

  async json<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.origin}${path}`, { headers: { Cookie: this.cookie } });
    return (await answer.json()) as T;
  }

  /** How it ends at a signal that it has time for. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; stderr: string }> {
    const closed = once(this.child, 'close');
    this.child.kill(signal);
    await closed;
    return { code: this.child.exitCode, stderr: this.stderr };
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }
}
