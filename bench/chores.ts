import { spawnSync } from 'node:child_process';
import { peakMbOf } from './peak-memory.ts';

/** What a chore needed: without the start of its process, and the most memory that the process held. */
export interface ChoreFigures {
  seconds: number;
  /** Of all threads, user and system. */
  cpuS: number;
  peakMb: number;
}

export type Chores = Record<string, (folder: string) => void | Promise<void>>;

/** Names the folder in which a process does the chore that is its argument. */
const FOLDER = 'BEZIERFIT_BENCH_FOLDER';

/** Does a chore in a process of its own, so that its memory is its own. */
export function choreInProcess(group: string, chore: string, folder: string): ChoreFigures {
  const child = spawnSync(process.execPath, [process.argv[1] ?? '', group, chore], {
    env: { ...process.env, [FOLDER]: folder },
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(`${chore}: ${child.stderr}`);
  return JSON.parse(child.stdout) as ChoreFigures;
}

/** True when this process was started for a chore, which is then done. */
export async function doChore(choresOf: Record<string, Chores>): Promise<boolean> {
  const folder = process.env[FOLDER];
  if (folder === undefined) return false;
  const [group = '', name = ''] = process.argv.slice(2);
  const started = performance.now();
  const before = process.cpuUsage();
  await choresOf[group]?.[name]?.(folder);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds, cpuS: (user + system) / 1e6, peakMb: peakMbOf('self') }));
  return true;
}
