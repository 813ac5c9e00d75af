import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';

/** The built program (`npm run build` made it); BEZIERFIT_DIST names another build folder. */
export const DIST = resolve(process.env.BEZIERFIT_DIST ?? join(import.meta.dirname, '../../dist'));
export const PROGRAM = join(DIST, 'main.js');

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Starts the built program as a real child process. */
export function startProgram(args: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the built program to its end. */
export async function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finishedOf(startProgram(args, options));
}

/** What a child has printed, and how it ended, when it has. */
export async function finishedOf(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (stderr += String(chunk)));
  return await new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
}
