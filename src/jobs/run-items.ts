import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Fingerprint } from '../formats/mxt/fingerprint.ts';
import type { JobContext } from './context.ts';
import { requireFolder } from './folders.ts';
import type { ItemBook } from './items.ts';
import type { Claim, Item } from './item.ts';
import { removeLeftovers } from './leftovers.ts';
import { Stopped, type WorkerPool } from './pool.ts';

export interface ItemWork<T extends Item> {
  items: readonly T[];
  /** Computes and durably writes one output. `order` ranks its tasks: earlier items are finished first. */
  compute: (item: T, order: number) => Promise<Fingerprint>;
  /** What it counts for in the progress. */
  unitsOf: (item: T) => number;
  /** Items that are computed or flushed at one time; many, and small outputs wait for the disk side by side. */
  atOnce: number;
  /** After each item, whatever became of it. */
  onSettled?: () => void;
}

/** Goes through the items: settled ones are skipped, the others computed, several at a time; a failure stops nothing else. */
export async function runItems<T extends Item>(
  { items, compute, unitsOf, atOnce, onSettled = () => {} }: ItemWork<T>,
  book: ItemBook,
  pool: WorkerPool,
  { progress, stop }: JobContext,
): Promise<void> {
  prepareFolders(items.map((item) => item.outputPath));
  const inWork = new Set<Promise<void>>();
  const start = (claim: Claim, item: T, order: number) => {
    progress.startClock();
    const work = finish(claim, () => compute(item, order), book).finally(() => {
      inWork.delete(work);
      onSettled();
    });
    inWork.add(work);
  };
  try {
    for (const [order, item] of items.entries()) {
      if (order % 32 === 0) await setImmediate(); // lets a signal in
      if (stop.aborted) break;
      const reason = await book.reasonToWork(item);
      if (reason !== null) {
        while (inWork.size >= atOnce) await Promise.race(inWork);
        await pool.whenHungry();
        const claim = book.claim(item, reason);
        if (claim instanceof Object) {
          start(claim, item, order);
          continue;
        }
        if (claim === 'locked') {
          onSettled();
          continue;
        }
      }
      progress.skip(unitsOf(item));
      onSettled();
    }
  } catch (error) {
    throw pool.failure ?? error;
  } finally {
    await Promise.all(inWork);
  }
  if (pool.failure) throw pool.failure;
}

/** Makes the outputs' folders, and removes what killed processes left there. */
function prepareFolders(outputs: readonly string[]): void {
  for (const folder of new Set(outputs.map(dirname))) requireFolder(folder);
  removeLeftovers(outputs);
}

async function finish(claim: Claim, compute: () => Promise<Fingerprint>, book: ItemBook): Promise<void> {
  try {
    await book.succeed(claim, await compute());
  } catch (error) {
    if (error instanceof Stopped) claim.lock.release();
    else await book.fail(claim, error);
  }
}
