import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A mutant may take so long, on a machine that does other things too; a process that hangs longer is killed. */
const LONGEST_MS = 60_000;
const LOOK_MS = 500;

/** Bundles a script of this folder into one file that Node can run, beside nothing else. */
export async function bundle(script: string, folder: string): Promise<string> {
  const outfile = join(folder, `${script}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${script}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
  return outfile;
}

/** A folder for the mutants; it is kept when the test fails, for a look. */
export function fuzzFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bezierfit-fuzz-'));
}

export interface Watched<Report> {
  /** null: it died or was killed, see `trouble`. */
  report: Report | null;
  trouble: string;
}

/**
 * Runs a fuzzing child that writes the number of its mutant to FOLDER/at. One that stays at a number is killed; the
 * mutant is FOLDER/mutant then.
 */
export async function watchOver<Report>(argv: readonly string[], folder: string): Promise<Watched<Report>> {
  const child = spawn(process.execPath, ['--max-old-space-size=256', ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  let last = '';
  let sinceMs = performance.now();
  const timer = setInterval(() => {
    const now = numberOf(folder);
    if (now !== last) sinceMs = performance.now();
    else if (performance.now() - sinceMs > LONGEST_MS) child.kill('SIGKILL');
    last = now;
  }, LOOK_MS);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearInterval(timer);
  if (code === 0)
    return { report: JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report, trouble: '' };
  const how = signal === 'SIGKILL' ? `hangs (or was killed)` : `died (${code ?? signal})`;
  return { report: null, trouble: `mutant ${numberOf(folder)} ${how}, see ${folder}/mutant\n${said.slice(-2000)}` };
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function numberOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'at'), 'utf8').trim();
  } catch {
    return 'at the start';
  }
}
