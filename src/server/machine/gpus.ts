import { dirname } from 'node:path';
import { askNvidiaSmi } from '../../batch/nvidia-smi.ts';
import { JOB_MARK, STATE_MARK, environmentOf } from '../../batch/process-group.ts';
import type { GpuHolder, GpuView } from '../api.ts';
import { processWords } from './process-words.ts';

const FRESH_MS = 2000;
/** A machine without a working nvidia-smi is not asked all the time. */
const FAULT_FRESH_MS = 30_000;
const TIMEOUT_MS = 8000;

interface Gpus {
  gpus: GpuView[];
  fault: string | null;
}

let found: { answer: Promise<Gpus>; atMs: number; freshMs: number } | null = null;

/** The GPUs and who computes on them, as nvidia-smi says; asked for at most every 2 s, however many look. */
export function gpuViews(closing: AbortSignal): Promise<Gpus> {
  const now = performance.now();
  if (!found || now - found.atMs > found.freshMs) {
    const asked = { answer: askAll(closing), atMs: now, freshMs: FRESH_MS };
    void asked.answer.then(({ fault }) => (asked.freshMs = fault === null ? FRESH_MS : FAULT_FRESH_MS));
    found = asked;
  }
  return found.answer;
}

async function askAll(closing: AbortSignal): Promise<Gpus> {
  const [gpus, processes] = await Promise.all([
    askNvidiaSmi('--query-gpu=index,uuid,name,memory.used,memory.total,utilization.gpu', TIMEOUT_MS, closing),
    askNvidiaSmi('--query-compute-apps=gpu_uuid,pid,used_memory', TIMEOUT_MS, closing),
  ]);
  if (gpus.kind === 'absent') return { gpus: [], fault: 'no nvidia-smi on this machine' };
  if (gpus.kind === 'failing') return { gpus: [], fault: gpus.why };
  return { gpus: viewsOf(gpus.rows, processes.kind === 'rows' ? processes.rows : []), fault: null };
}

/** Rows of the two answers; fields that are not numbers (`[N/A]`) become null or 0. */
function viewsOf(gpuRows: readonly string[][], processRows: readonly string[][]): GpuView[] {
  const holders = new Map<string, GpuHolder[]>();
  for (const [uuid = '', pid, used] of processRows) {
    holders.set(uuid, [...(holders.get(uuid) ?? []), holderOf(Number(pid), numberOf(used))]);
  }
  const gpus = gpuRows.filter(({ length }) => length > 1); // without a GPU it says so in words
  return gpus.map(([id, uuid = '', name = '', used, total, use]) => ({
    id: Number(id),
    name: name.replace(/^NVIDIA (GeForce )?/, ''),
    usedMiB: numberOf(used) ?? 0,
    totalMiB: numberOf(total) ?? 0,
    usePercent: numberOf(use),
    holders: holders.get(uuid) ?? [],
  }));
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Who a process on a GPU is; a job of ours is known by the marks in its environment. */
function holderOf(pid: number, usedMiB: number | null): GpuHolder {
  const marks = environmentOf(pid);
  const statePath = marks?.get(STATE_MARK);
  return {
    pid,
    ...processWords(pid),
    usedMiB,
    runRoot: statePath === undefined ? null : dirname(statePath),
    jobId: marks?.get(JOB_MARK) ?? null,
  };
}
