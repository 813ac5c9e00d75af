import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peakMbIn } from './peak-memory.ts';
import { median } from './table.ts';

/** The program that lies beside this benchmark in dist. */
export const PROGRAM = join(import.meta.dirname, 'main.js');

export interface ProcessFigures {
  /** From the spawn to the end. */
  seconds: number;
  /** Of all its threads, user and system. */
  cpuS: number;
  /** Most memory that it held at once. */
  peakMb: number;
}

/**
 * Loaded before the program. Not by --import: with that every worker thread would load modules, too, 40 ms each.
 */
const REPORT = `if (require('node:worker_threads').isMainThread) process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const { readFileSync, writeSync } = require('node:fs');
  const status = readFileSync('/proc/self/status', 'latin1');
  writeSync(2, '\\n' + JSON.stringify({ status, cpuS: (userCPUTime + systemCPUTime) / 1e6 }));
});`;

/** Runs the program, or another script, in a process of its own to its end. @throws when it fails */
export function runMeasured(argv: readonly string[], script = PROGRAM, env: NodeJS.ProcessEnv = {}): ProcessFigures {
  const folder = mkdtempSync(join(tmpdir(), 'bezierfit-bench-'));
  try {
    const report = join(folder, 'report.cjs');
    writeFileSync(report, REPORT);
    return measure(['--require', report, script, ...argv], env);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measure(argv: readonly string[], env: NodeJS.ProcessEnv): ProcessFigures {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, argv, {
    // With a list of certificates Node reads it at every start: 40 ms that are not ours.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  const report = JSON.parse(stderr.slice(stderr.lastIndexOf('\n{'))) as { status: string; cpuS: number };
  return { seconds, cpuS: report.cpuS, peakMb: peakMbIn(report.status) };
}

export const peakOf = (runs: readonly ProcessFigures[]): number => Math.max(...runs.map(({ peakMb }) => peakMb));
export const processorOf = (runs: readonly ProcessFigures[]): number => median(runs.map(({ cpuS }) => cpuS));
