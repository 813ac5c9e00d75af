import { CudaDevice } from '../../cuda/device.ts';
import { CudaDriver } from '../../cuda/driver.ts';
import { isOutOfMemory } from '../../cuda/errors.ts';
import { adoptKernels, type Kernels } from '../../cuda/kernels.ts';

/** What a GPU thread is told when it starts. */
export interface GpuPlace {
  /** Among the devices that this process sees. */
  ordinal: number;
  /** Compiled for it by the main thread. */
  kernels: Kernels;
  /** Threads that share the device. */
  sharers: number;
  /** The most particles that are computed at a time. */
  batchSize: number;
  /** Threads that write for this one. */
  writers: number;
}

/** Device memory and a stream for some work; several are in use at a time, so that copies and kernels overlap. */
export interface Batch {
  isDone(): boolean;
  close(): void;
}

type Watchable = Pick<Batch, 'isDone'>;

/** How a kind of batch is made: another `key`, another kind. */
export interface BatchKind<B extends Batch> {
  key: string;
  /** That a batch may have. */
  mostParticles: number;
  bytesPerParticle: number;
  make: (device: CudaDevice, capacity: number) => B;
}

/** One is filled or emptied by the thread while the others are copied and computed. */
export const BATCHES = 3;
/** The share of the free memory that is taken: the driver needs some, and others may come. */
const MEMORY_SHARE = 0.8;
/** How long the thread rests when nothing is ready, ms. */
const NAP_MS = 0.03;

/**
 * A GPU as one thread uses it: batches to compute in, and the wait for them. Out of memory halves the batches, and the
 * size is kept. Everything here belongs to one thread.
 */
export class GpuLane {
  readonly device: CudaDevice;
  private readonly place: GpuPlace;
  /** Particles of a batch at most; shrinks. */
  private most: number;
  private kind: BatchKind<Batch> | null = null;
  /** Of the batches of this kind. */
  private capacity = 0;
  private readonly free: Batch[] = [];
  private lent = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private onGiven = () => {};
  private readonly watched = new Set<{ batch: Watchable; resolve: () => void; reject: (error: unknown) => void }>();
  private readonly notes: string[] = [];

  private constructor(device: CudaDevice, place: GpuPlace) {
    this.device = device;
    this.place = place;
    this.most = place.batchSize;
  }

  /** @throws CudaError */
  static async open(place: GpuPlace): Promise<GpuLane> {
    const driver = await CudaDriver.load();
    const device = CudaDevice.open(driver, place.ordinal);
    adoptKernels(device, place.kernels);
    return new GpuLane(device, place);
  }

  /**
   * Runs `work` in a batch of this kind as soon as one is free. When the device has no memory for it, smaller batches are
   * made and `work` runs again. Kinds take turns in the order of the calls.
   * @throws CudaError; 'CudaOutOfMemory' when not even one particle fits
   */
  async use<B extends Batch, T>(kind: BatchKind<B>, work: (batch: B, capacity: number) => Promise<T>): Promise<T> {
    for (;;) {
      const taken = this.turn.then(() => this.take(kind));
      this.turn = taken.catch(() => {});
      const batch = await taken;
      const { capacity } = this;
      try {
        return await work(batch, capacity);
      } catch (error) {
        if (!this.shrink(capacity, error)) throw error;
      } finally {
        this.give(batch);
      }
    }
  }

  /** Resolves when the batch's stream is idle; the thread does other things in the meantime. @throws CudaError */
  whenDone(batch: Watchable): Promise<void> {
    return new Promise((resolve, reject) => {
      this.watched.add({ batch, resolve, reject });
      if (this.watched.size === 1) setImmediate(() => this.poll());
    });
  }

  /** Lines for the log since the last call. */
  takeNotes(): string[] {
    return this.notes.splice(0);
  }

  /** Frees everything; no work may be under way. */
  close(): void {
    this.drop();
    this.device.close();
  }

  private async take<B extends Batch>(kind: BatchKind<B>): Promise<B> {
    for (;;) {
      if (this.kind?.key === kind.key && this.free.length > 0) {
        this.lent++;
        return this.free.pop() as B;
      }
      if (this.kind?.key !== kind.key && this.lent === 0) this.makeBatches(kind);
      else await new Promise<void>((resolve) => (this.onGiven = resolve));
    }
  }

  private give(batch: Batch): void {
    this.lent--;
    this.free.push(batch);
    this.onGiven();
  }

  private makeBatches<B extends Batch>(kind: BatchKind<B>): void {
    this.drop();
    const { freeBytes } = this.device.memory();
    const fitting = Math.floor((MEMORY_SHARE * freeBytes) / this.place.sharers / BATCHES / kind.bytesPerParticle);
    const capacity = Math.max(1, Math.min(this.most, kind.mostParticles, fitting));
    this.kind = kind;
    this.capacity = capacity;
    try {
      while (this.free.length < BATCHES) this.free.push(kind.make(this.device, capacity));
    } catch (error) {
      this.drop();
      if (!this.shrink(capacity, error)) throw error;
    }
  }

  /** After a want of memory: half as much from now on. False: that is not the fault, or there is nothing to halve. */
  private shrink(capacity: number, error: unknown): boolean {
    if (!isOutOfMemory(error) || capacity === 1) return false;
    const half = Math.floor(capacity / 2);
    if (half < this.most) {
      this.most = half;
      this.notes.push(`${error.sentence}: going on with ${half} particles at a time instead of ${capacity}`);
    }
    // The batches that are lent come back first.
    if (this.kind) this.kind = { ...this.kind, key: '' };
    return true;
  }

  private drop(): void {
    for (const batch of this.free.splice(0)) batch.close();
    this.kind = null;
  }

  private poll(): void {
    let settled = 0;
    for (const entry of [...this.watched]) {
      const outcome = stateOf(entry.batch);
      if (outcome === 'busy') continue;
      this.watched.delete(entry);
      settled++;
      if (outcome === 'done') entry.resolve();
      else entry.reject(outcome.error);
    }
    if (settled === 0) nap();
    if (this.watched.size > 0) setImmediate(() => this.poll());
  }
}

function stateOf(batch: Watchable): 'busy' | 'done' | { error: unknown } {
  try {
    return batch.isDone() ? 'done' : 'busy';
  } catch (error) {
    return { error };
  }
}

const nobody = new Int32Array(new SharedArrayBuffer(4));
function nap(): void {
  Atomics.wait(nobody, 0, 0, NAP_MS);
}
