import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, loadavg, totalmem } from 'node:os';
import type { Machine } from '../api.ts';
import { disksOf } from './disks.ts';
import { gpuViews } from './gpus.ts';
import { withLeases } from './leases.ts';

/** GPUs and CPU: who holds what now. `runRoots`: where batches of ours may run; `runRoot`: whose disks are asked for. */
export async function machineView(
  runRoots: readonly string[],
  runRoot: string | null,
  closing: AbortSignal,
): Promise<Machine> {
  const [{ gpus, fault }, disks] = await Promise.all([gpuViews(closing), disksOf(runRoot)]);
  return {
    gpus: withLeases(gpus, runRoots),
    gpuFault: fault,
    cpu: { cores: availableParallelism(), busyCores: busyCores(), load1: Number(loadavg()[0]?.toFixed(2)) },
    memory: { totalBytes: totalmem(), availableBytes: availableMemory() },
    disks,
  };
}

let last = { busyMs: 0, totalMs: 0, busyCores: 0, atMs: -Infinity };

/** Cores in use since the last look, but at least over a second. */
function busyCores(): number {
  if (performance.now() - last.atMs < 1000) return last.busyCores;
  const cores = cpus();
  let busyMs = 0;
  let totalMs = 0;
  for (const { times } of cores) {
    const all = times.user + times.nice + times.sys + times.irq + times.idle;
    totalMs += all;
    busyMs += all - times.idle;
  }
  const share = totalMs > last.totalMs ? (busyMs - last.busyMs) / (totalMs - last.totalMs) : 0;
  last = { busyMs, totalMs, busyCores: Number((share * cores.length).toFixed(1)), atMs: performance.now() };
  return last.busyCores;
}

function availableMemory(): number {
  try {
    const kB = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1];
    if (kB !== undefined) return 1024 * Number(kB);
  } catch {
    // No /proc: the next best.
  }
  return freemem();
}
