import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The program that lies beside this benchmark in dist. */
export const PROGRAM = join(import.meta.dirname, 'main.js');

export interface ProcessFigures {
  /** From the spawn to the end. */
  seconds: number;
  /** Of all its threads, user and system. */
  cpuS: number;
  /** Most memory that it held at once (VmHWM). */
  peakMb: number;
}

const REPORT = `import { createRequire } from 'node:module';
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const figures = { peakMb: maxRSS / 1024, cpuS: (userCPUTime + systemCPUTime) / 1e6 };
  createRequire('/')('node:fs').writeSync(2, '\\n' + JSON.stringify(figures));
});`;

/** Runs the program, or another script, in a process of its own to its end. @throws when it fails */
export function runMeasured(argv: readonly string[], script = PROGRAM, env: NodeJS.ProcessEnv = {}): ProcessFigures {
  const preload = `data:text/javascript,${encodeURIComponent(REPORT)}`;
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', preload, script, ...argv], {
    // With a list of certificates Node reads it at every start: 40 ms that are not ours.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return { seconds, ...(JSON.parse(stderr.slice(stderr.lastIndexOf('\n{'))) as Omit<ProcessFigures, 'seconds'>) };
}
