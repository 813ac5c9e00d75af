/**
 * Putting subtracted particles back into one micrograph (algorithms.md 4) on a GPU. The particles come in chunks, in file
 * order; the result does not depend on the size of the chunks, and is that of Mosaic (src/membrane/mosaic.ts) but for the
 * last bits of the moments. Memory is that of the holdings: the next micrograph takes it over.
 */
import { JobError } from '../base/errors.ts';
import {
  clampToMicrograph,
  weightsOf,
  type MicrographSize,
  type Patch,
  type PatchPlace,
} from '../membrane/mosaic-patch.ts';
import { writeFields } from './description.ts';
import type { CudaDevice, DeviceBuffer, HostBuffer } from './device.ts';
import { imagesPerBuffer, type Holdings } from './holdings.ts';
import { BLOCK_THREADS, launch, loadKernels } from './kernels.ts';
import { chunkLayout, tileGrid, writeChunk, type ChunkLayout } from './mms-layout.ts';

/** Bytes of MmsChunk in mms.h. */
const DESCRIPTION_BYTES = 8 * 11;
/** The sums of a pixel. */
const SUMS_BYTES = 16;
const MICROGRAPH_NOT_FINITE = 2;

export interface MosaicBatchOptions extends MicrographSize {
  /** In file order. */
  places: readonly PatchPlace[];
  /** Most particles of a chunk, 1 or more. */
  chunkPatches: number;
}

export class MosaicBatch {
  /** Pinned, rows x columns: the caller reads into it before `begin` and writes from it after `finish`. */
  readonly micrograph: Float32Array;
  /** Where `micrograph` lies, for other threads. */
  readonly micrographAddress: bigint;
  /** Pinned: the particles of a chunk, one after the other, each box x box. Two, to fill one while the other is used. */
  readonly particles: readonly [Float32Array, Float32Array];
  readonly patches: readonly Patch[];
  private readonly device: CudaDevice;
  private readonly options: MosaicBatchOptions;
  private readonly holdings: Holdings;
  private readonly layout: ChunkLayout;
  /** Where the weights of each size of box begin. */
  private readonly weightStarts = new Map<number, number>();
  private readonly micrographHost: HostBuffer;
  private readonly particlesHosts: readonly [HostBuffer, HostBuffer];
  private readonly chunkHost: HostBuffer;
  private readonly faultsHost: HostBuffer;
  private readonly micrographOnDevice: DeviceBuffer;
  private readonly particlesOnDevice: DeviceBuffer;
  private readonly chunkOnDevice: DeviceBuffer;
  private readonly faults: DeviceBuffer;
  private readonly sums: DeviceBuffer;
  private readonly description: DeviceBuffer;
  /** First patch and number of patches of the chunk under way. */
  private chunk = { first: 0, count: 0 };

  /** The most particles of a chunk. */
  static mostPatches(places: readonly PatchPlace[]): number {
    return imagesPerBuffer(Math.max(1, largestBox(places)));
  }

  /**
   * `holdings`: of the device; nothing may be under way in its stream. The caller closes it, also after an error.
   * @throws CudaError; 'CudaOutOfMemory': try smaller chunks
   * @throws JobError 'BoxOutsideMicrograph', which names the item
   */
  constructor(device: CudaDevice, holdings: Holdings, options: MosaicBatchOptions) {
    const { columns, rows, places, chunkPatches } = options;
    this.device = device;
    this.options = options;
    this.patches = places.map((place) => clampToMicrograph(place, options));
    this.layout = chunkLayout(options, this.patches, chunkPatches);
    const pixels = columns * rows;
    const chunkBytes = 4 * chunkPatches * largestBox(places) ** 2;
    loadKernels(device);
    this.holdings = holdings;
    this.micrographHost = holdings.allocHost('micrograph', 4 * pixels);
    this.particlesHosts = [holdings.allocHost('one', chunkBytes), holdings.allocHost('other', chunkBytes)];
    this.chunkHost = holdings.allocHost('chunk', this.layout.bytes);
    this.faultsHost = holdings.allocHost('faults', 4 * chunkPatches);
    this.micrographOnDevice = holdings.alloc('micrograph', 4 * pixels);
    this.particlesOnDevice = holdings.alloc('particles', chunkBytes);
    this.chunkOnDevice = holdings.alloc('chunk', this.layout.bytes);
    this.faults = holdings.alloc('faults', 4 * chunkPatches);
    this.sums = holdings.alloc('sums', SUMS_BYTES * pixels);
    this.description = this.describe();
    this.micrograph = new Float32Array(this.micrographHost.memory, 0, pixels);
    this.micrographAddress = this.micrographHost.address;
    const [one, other] = this.particlesHosts;
    this.particles = [
      new Float32Array(one.memory, 0, chunkBytes / 4),
      new Float32Array(other.memory, 0, chunkBytes / 4),
    ];
  }

  /** Uploads the micrograph; returns at once. */
  begin(): void {
    const { device, holdings, micrographHost, micrographOnDevice, sums } = this;
    device.upload(micrographHost, micrographOnDevice, micrographHost.bytes, holdings.stream);
    device.fill(sums, 0, sums.bytes, holdings.stream);
  }

  /**
   * Adds patches first..first+count-1, whose particles lie in `particles[buffer]`; returns at once. The chunk before must
   * be done and `check`ed.
   */
  add(buffer: 0 | 1, first: number, count: number): void {
    const { device, holdings, description, chunkHost, chunkOnDevice, layout, options } = this;
    const { stream } = holdings;
    const patches = this.patches.slice(first, first + count);
    if (count < 1 || patches.length !== count || count > options.chunkPatches) throw new Error(`a chunk of ${count}`);
    this.chunk = { first, count };
    writeChunk(chunkHost.memory, layout, options, patches, this.weightStarts);
    const pixels = patches.reduce((sum, { box }) => sum + box * box, 0);
    device.upload(chunkHost, chunkOnDevice, layout.bytes, stream);
    device.upload(this.particlesHosts[buffer], this.particlesOnDevice, 4 * pixels, stream);
    launch(device, 'mms_measure', [count, 1], description, stream);
    launch(device, 'mms_add', tileGrid(options), description, stream);
    device.download(this.faults, this.faultsHost, 4 * count, stream);
  }

  /** @throws CudaError of anything under way */
  isDone(): boolean {
    return this.device.isIdle(this.holdings.stream);
  }

  /** Blocks the thread until everything under way is done. */
  wait(): void {
    this.device.wait(this.holdings.stream);
  }

  /** After a chunk is done. @throws JobError 'NonFinite', which names the first item with pixels that are not finite */
  check(): void {
    const { first, count } = this.chunk;
    const faults = new Int32Array(this.faultsHost.memory, 0, count);
    const index = faults.findIndex((fault) => fault !== 0);
    if (index < 0) return;
    const isMicrograph = faults[index] === MICROGRAPH_NOT_FINITE;
    const where = isMicrograph ? 'the micrograph under it' : 'the subtracted particle';
    throw new JobError('NonFinite', `${this.patches[first + index]?.name}: ${where} has pixels that are not finite`);
  }

  /** Puts the patches into the micrograph and downloads it; returns at once. */
  finish(): void {
    const { device, holdings, description, micrographHost, micrographOnDevice, options } = this;
    const blocks = Math.ceil((options.columns * options.rows) / BLOCK_THREADS);
    launch(device, 'mms_finish', [blocks, 1], description, holdings.stream);
    device.download(micrographOnDevice, micrographHost, micrographHost.bytes, holdings.stream);
  }

  /** Uploads the weights and the description of every chunk. */
  private describe(): DeviceBuffer {
    const { holdings, options, layout, chunkOnDevice } = this;
    const weights: number[] = [];
    for (const { box } of options.places) {
      if (this.weightStarts.has(box)) continue;
      this.weightStarts.set(box, weights.length);
      weights.push(...weightsOf(box));
    }
    const part = (offset: number) => ({ address: chunkOnDevice.address + BigInt(offset), bytes: 0 });
    const bytes = new DataView(new ArrayBuffer(DESCRIPTION_BYTES));
    writeFields(bytes, 0, [
      ...[{ int: options.columns }, { int: options.rows }, this.micrographOnDevice, this.particlesOnDevice],
      ...[part(layout.patches), holdings.upload('weights', Float64Array.from(weights))],
      ...[
        holdings.alloc('scales', 16 * options.chunkPatches),
        this.faults,
        this.sums,
        part(layout.starts),
        part(layout.lists),
      ],
    ]);
    return holdings.upload('description', new Uint8Array(bytes.buffer));
  }
}

function largestBox(places: readonly PatchPlace[]): number {
  return places.reduce((largest, { box }) => Math.max(largest, box), 0);
}
