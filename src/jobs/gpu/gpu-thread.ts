import { GpuLane, type GpuPlace } from './lane.ts';
import { Shelf } from './shelf.ts';
import { PinnedWriters } from './writers.ts';

/** What a thread with a GPU works with. */
export interface GpuThread {
  lane: GpuLane;
  shelf: Shelf;
  writers: PinnedWriters;
}

/** @throws CudaError */
export async function openThread(place: GpuPlace): Promise<GpuThread> {
  const lane = await GpuLane.open(place);
  return { lane, shelf: new Shelf(lane.device), writers: new PinnedWriters(place.writers) };
}

/** Gives everything back; no work may be under way. */
export async function closeThread({ lane, shelf, writers }: GpuThread): Promise<void> {
  await writers.close();
  shelf.clear();
  lane.close();
}
