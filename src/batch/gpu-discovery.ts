import type { Problem } from '../base/errors.ts';
import { askNvidiaSmi } from './nvidia-smi.ts';

export interface FoundGpu {
  id: number;
  uuid: string;
  usedMiB: number;
  totalMiB: number;
}

/** What `nvidia-smi` says about this machine. */
export type GpuInventory = { kind: 'found'; gpus: FoundGpu[] } | { kind: 'failing'; why: string } | { kind: 'absent' };

export interface GpuChoice {
  gpus: number[];
  /** For the log. */
  notes: string[];
  problems: Problem[];
}

const QUERY = '--query-gpu=index,uuid,memory.used,memory.total';
const WHERE = 'scheduler.gpus';
/** Another program's share of a GPU's memory from which on it is worth a word. */
const BUSY_SHARE = 0.1;

/** Asks `nvidia-smi` for the GPUs. Never throws. */
export async function discoverGpus(timeoutMs = 10_000): Promise<GpuInventory> {
  const answer = await askNvidiaSmi(QUERY, timeoutMs);
  return answer.kind === 'rows' ? parseGpus(answer.rows) : answer;
}

/** @param rows of index, uuid, used and total MiB; anything else counts as a failing nvidia-smi */
function parseGpus(rows: readonly string[][]): GpuInventory {
  const gpus: FoundGpu[] = [];
  for (const row of rows) {
    const [index = '', uuid = '', used, total] = row;
    if (!/^\d+$/.test(index))
      return { kind: 'failing', why: `nvidia-smi said something unexpected: ${row.join(', ')}` };
    gpus.push({ id: Number(index), uuid, usedMiB: Number(used), totalMiB: Number(total) });
  }
  return gpus.length > 0 ? { kind: 'found', gpus } : { kind: 'failing', why: 'nvidia-smi lists no GPU' };
}

/**
 * The pool of GPUs for a batch: the wanted ids, or with `auto` all that nvidia-smi finds, checked against the machine
 * and against the `CUDA_VISIBLE_DEVICES` of the scheduler's own environment (`mask`; ids are physical ones). (contract 6)
 */
export function chooseGpus(
  wanted: readonly number[] | 'auto',
  inventory: GpuInventory,
  mask: string | undefined = process.env.CUDA_VISIBLE_DEVICES,
): GpuChoice {
  const choice: GpuChoice = { gpus: [], notes: [], problems: [] };
  const allowed = maskIds(mask, inventory, choice.notes);
  if (wanted === 'auto') chooseAll(choice, inventory, allowed);
  else chooseGiven(choice, wanted, inventory);
  const outside = allowed ? choice.gpus.filter((id) => !allowed.includes(id)) : [];
  if (outside.length > 0) {
    choice.problems.push({
      where: WHERE,
      message: `GPU ${outside.join(', ')} is outside CUDA_VISIBLE_DEVICES=${mask ?? ''} of this environment; use ids of that list`,
    });
  }
  return choice;
}

function chooseAll(choice: GpuChoice, inventory: GpuInventory, allowed: readonly number[] | null): void {
  if (inventory.kind === 'found') {
    choice.gpus = inventory.gpus.map(({ id }) => id).filter((id) => allowed?.includes(id) ?? true);
    if (choice.gpus.length > 0) choice.notes.push(`GPUs found: ${choice.gpus.join(', ')}`);
    else choice.problems.push({ where: WHERE, message: 'auto: CUDA_VISIBLE_DEVICES hides every GPU of this machine' });
    return;
  }
  const why = inventory.kind === 'absent' ? 'there is no nvidia-smi on this machine' : inventory.why;
  choice.problems.push({ where: WHERE, message: `auto: ${why}; give the ids, such as --gpus 0,1` });
}

function chooseGiven(choice: GpuChoice, wanted: readonly number[], inventory: GpuInventory): void {
  choice.gpus = [...wanted];
  if (inventory.kind === 'absent') {
    choice.notes.push(`no nvidia-smi on this machine: the GPU ids ${wanted.join(', ')} are only slots for jobs`);
  } else if (inventory.kind === 'failing') {
    choice.notes.push(`WARNING: ${inventory.why}; the GPU ids ${wanted.join(', ')} are taken as given`);
  } else {
    const known = inventory.gpus.map(({ id }) => id);
    for (const id of wanted.filter((one) => !known.includes(one))) {
      choice.problems.push({ where: WHERE, message: `there is no GPU ${id}; nvidia-smi lists ${known.join(', ')}` });
    }
    for (const gpu of inventory.gpus.filter(({ id }) => wanted.includes(id))) noteBusy(choice.notes, gpu);
  }
}

/** So much of its memory is taken that somebody computes on it. */
export function isBusy({ usedMiB, totalMiB }: FoundGpu): boolean {
  return usedMiB > BUSY_SHARE * totalMiB;
}

function noteBusy(notes: string[], gpu: FoundGpu): void {
  const { id, usedMiB, totalMiB } = gpu;
  if (isBusy(gpu)) {
    notes.push(`WARNING: GPU ${id} is in use by another program: ${usedMiB} of ${totalMiB} MiB are taken`);
  }
}

/** Physical ids that a mask lets through; null: no mask, or one that cannot be read here (then noted). */
function maskIds(mask: string | undefined, inventory: GpuInventory, notes: string[]): number[] | null {
  if (mask === undefined || (mask.trim() === '' && inventory.kind !== 'found')) return null;
  const ids: number[] = [];
  for (const token of mask.split(',').map((one) => one.trim())) {
    if (/^\d+$/.test(token)) ids.push(Number(token));
    else if (token === '' || token === '-1')
      break; // CUDA, too, ignores all that follows an invalid entry
    else {
      const gpu = inventory.kind === 'found' ? inventory.gpus.find(({ uuid }) => uuid.startsWith(token)) : undefined;
      if (!gpu) {
        notes.push(`WARNING: CUDA_VISIBLE_DEVICES=${mask} cannot be compared with the GPU ids: ${token} is not known`);
        return null;
      }
      ids.push(gpu.id);
    }
  }
  return ids;
}
