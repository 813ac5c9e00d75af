import { spawn } from 'node:child_process';

/** Rows of fields. */
export type Answer = { kind: 'rows'; rows: string[][] } | { kind: 'failing'; why: string } | { kind: 'absent' };

/** Asks `nvidia-smi` (found on PATH) for CSV without heads; a hanging one is killed after `timeoutMs`. Never throws. */
export function askNvidiaSmi(query: string, timeoutMs: number, signal?: AbortSignal): Promise<Answer> {
  return new Promise((done) => {
    const args = [query, '--format=csv,noheader,nounits'];
    const child = spawn('nvidia-smi', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = '';
    let complaint = '';
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      child.stdout.destroy();
      child.stderr.destroy();
      done(answer);
    };
    const giveUp = (why: string): void => {
      if (child.pid !== undefined) killHanging(child.pid);
      child.unref();
      finish({ kind: 'failing', why });
    };
    const leave = (): void => giveUp('nvidia-smi was not waited for');
    const timer = setTimeout(() => giveUp(`nvidia-smi gave no answer within ${timeoutMs / 1000} s`), timeoutMs);
    signal?.addEventListener('abort', leave);
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (complaint += String(chunk)));
    child.on('error', (error) =>
      finish('code' in error && error.code === 'ENOENT' ? { kind: 'absent' } : { kind: 'failing', why: error.message }),
    );
    child.on('close', (code) =>
      finish(code === 0 ? { kind: 'rows', rows: rowsOf(output) } : failing(code, complaint || output)),
    );
  });
}

function rowsOf(csv: string): string[][] {
  const lines = csv.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => line.split(',').map((field) => field.trim()));
}

function killHanging(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function failing(code: number | null, words: string): Answer {
  const first = words.trim().split('\n')[0] ?? '';
  return { kind: 'failing', why: `nvidia-smi ended with code ${code ?? 'none'}${first && `: ${first}`}` };
}
