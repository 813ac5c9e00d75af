/**
 * The subtraction (algorithms.md 3) of a batch of particles on a GPU: pinned and device memory for `capacity` particles and
 * a stream of its own. The same results as ParticleSubtractor within the tolerances of its tests, for every batch size.
 */
import { JobError } from '../base/errors.ts';
import { edgePieces } from '../membrane/soft-mask.ts';
import { writeFields } from './description.ts';
import type { CudaDevice, CudaStream, DeviceBuffer, HostBuffer } from './device.ts';
import { Holdings, imagesPerBuffer } from './holdings.ts';
import { MOST_BLOCKS_Y, launch, loadKernels, type KernelName } from './kernels.ts';
import {
  MAX_CONTROL_POINTS,
  RECORD_BYTES,
  batchFields,
  particleBytes,
  profileReachPx,
  tableOfT,
  tileCount,
  type ParticleArray,
  type PmsShape,
} from './pms-layout.ts';

export interface PmsBatchOptions extends PmsShape {
  /** Added to the best scaling factor. */
  bias?: number;
  /** Most particles of a batch, 1..mostParticles(box). */
  capacity: number;
}

/** `left-out`: returned as it was. The others but `done` are returned as they were, too, and are the user's mistakes. */
export type PmsStatus = 'done' | 'left-out' | 'curve-outside' | 'no-tangent' | 'too-many-samples';
const STATUSES: readonly PmsStatus[] = ['done', 'left-out', 'curve-outside', 'no-tangent', 'too-many-samples'];

export interface PmsResult {
  status: PmsStatus;
  /** Index of lambda among the scaling factors, 0..49, and the largest column sum of the masked residual there. */
  lambdaIndex: number;
  cost: number;
  sampleCount: number;
  /** Pixels that were not finite: NaN in the result, to be filled by `fillWithNoise(out, out, seed)`. */
  nanPixels: number;
  /** 'no-tangent': where. */
  t: number;
}

/** Bytes of control points in the pinned buffer, for one particle; the counts follow those of all. */
const POINTS_BYTES = 16 * MAX_CONTROL_POINTS;

export class PmsBatch {
  /** Pinned, capacity x box x box: what the caller reads into, and what it writes from. */
  readonly images: Float32Array;
  readonly outputs: Float32Array;
  /** Where `outputs` lies, for other threads. */
  readonly outputsAddress: bigint;
  private readonly device: CudaDevice;
  private readonly options: PmsBatchOptions;
  private readonly holdings: Holdings;
  private readonly arrays: Record<ParticleArray, DeviceBuffer>;
  private readonly description: DeviceBuffer;
  private readonly imagesHost: HostBuffer;
  private readonly outputsHost: HostBuffer;
  private readonly curvesHost: HostBuffer;
  private readonly recordsHost: HostBuffer;

  /** Bytes on the device that one particle more of capacity takes. */
  static bytesPerParticle(shape: PmsShape): number {
    return Object.values(particleBytes(shape)).reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The most particles that a batch may have. */
  static mostParticles(box: number): number {
    return Math.min(MOST_BLOCKS_Y, imagesPerBuffer(box));
  }

  /** @throws CudaError; 'CudaOutOfMemory' (nothing stays allocated): try a smaller capacity */
  constructor(device: CudaDevice, options: PmsBatchOptions) {
    this.device = device;
    this.options = options;
    const table = tableOfT(options.pointsStep);
    const { box, capacity, bias = 0 } = options;
    loadKernels(device);
    this.holdings = new Holdings(device);
    const { holdings } = this;
    try {
      const sizes = Object.entries(particleBytes(options));
      const arrays = sizes.map(([name, bytes]) => [name, holdings.alloc(name, capacity * bytes)]);
      this.arrays = Object.fromEntries(arrays) as Record<ParticleArray, DeviceBuffer>;
      this.imagesHost = holdings.allocHost('images', 4 * capacity * box * box);
      this.outputsHost = holdings.allocHost('outputs', 4 * capacity * box * box);
      this.curvesHost = holdings.allocHost('curves', capacity * (POINTS_BYTES + 4));
      this.recordsHost = holdings.allocHost('records', capacity * RECORD_BYTES);
      const tables = { t: holdings.upload('t', table), edge: holdings.upload('edge', edgePieces()) };
      const fields = batchFields(options, bias, tables, this.arrays);
      const bytes = new DataView(new ArrayBuffer(8 * fields.length));
      writeFields(bytes, 0, fields);
      this.description = holdings.upload('description', new Uint8Array(bytes.buffer));
    } catch (error) {
      holdings.close();
      throw error;
    }
    this.images = new Float32Array(this.imagesHost.memory, 0, capacity * box * box);
    this.outputs = new Float32Array(this.outputsHost.memory, 0, capacity * box * box);
    this.outputsAddress = this.outputsHost.address;
  }

  /**
   * Subtracts the membranes of images 0..n-1, n >= 1: upload, kernels, download, put into the stream; returns at once.
   * `placed`: the control points in each particle, [x0, y0, x1, y1, ...], at most 64; null leaves the image as it is.
   * @throws JobError 'TooManyControlPoints'
   * Until `isDone`, `images` and `outputs` are the GPU's.
   */
  start(placed: readonly (Float64Array | null)[]): void {
    const { device, holdings, arrays } = this;
    const { box } = this.options;
    const { stream } = holdings;
    const count = placed.length;
    const bytes = 4 * count * box * box;
    this.writeCurves(placed);
    device.upload(this.imagesHost, arrays.images, bytes, stream);
    device.upload(this.curvesHost, arrays.points, count * POINTS_BYTES, stream);
    device.upload(this.curvesHost, arrays.pointCounts, 4 * count, stream, this.countsOffset);
    this.compute(count);
    device.download(arrays.images, this.outputsHost, bytes, stream);
    device.download(arrays.records, this.recordsHost, count * RECORD_BYTES, stream);
  }

  /** The kernels alone, for what is on the device. `mark`: called at the beginning and after each; for measurements. */
  compute(count: number, mark: (after: string, stream: CudaStream) => void = () => {}): void {
    const { device, holdings, description } = this;
    const { box, halfWidthPx } = this.options;
    const { stream } = holdings;
    const tiles = tileCount(box);
    const blocks: [KernelName, number][] = [
      ['pms_curve', 1],
      ['pms_profile', 2 * profileReachPx(halfWidthPx) + 1],
      ['pms_model', tiles],
      ['pms_columns', tiles],
      ['pms_scaling', 1],
      ['pms_subtract', tiles],
    ];
    mark('begin', stream);
    for (const [kernel, blocksX] of blocks) {
      launch(device, kernel, [blocksX, count], description, stream);
      mark(kernel, stream);
    }
  }

  /** @throws CudaError of anything in the batch */
  isDone(): boolean {
    return this.device.isIdle(this.holdings.stream);
  }

  /** Blocks the thread until the batch is done. */
  wait(): void {
    this.device.wait(this.holdings.stream);
  }

  /** What became of an image of the batch that is done. */
  result(index: number): PmsResult {
    const record = new DataView(this.recordsHost.memory, index * RECORD_BYTES, RECORD_BYTES);
    const int = (at: number) => record.getInt32(4 * at, true);
    return {
      status: STATUSES[int(0)] as PmsStatus,
      sampleCount: int(1),
      lambdaIndex: int(2),
      nanPixels: int(3),
      cost: record.getFloat64(16, true),
      t: record.getFloat64(24, true),
    };
  }

  close(): void {
    this.holdings.close();
  }

  private get countsOffset(): number {
    return this.options.capacity * POINTS_BYTES;
  }

  private writeCurves(placed: readonly (Float64Array | null)[]): void {
    const { capacity } = this.options;
    if (placed.length < 1 || placed.length > capacity) throw new Error(`${placed.length} particles of ${capacity}`);
    const points = new Float64Array(this.curvesHost.memory, 0, capacity * 2 * MAX_CONTROL_POINTS);
    const counts = new Int32Array(this.curvesHost.memory, this.countsOffset, capacity);
    placed.forEach((curve, i) => {
      if (curve && curve.length > 2 * MAX_CONTROL_POINTS) throw tooManyPoints(curve.length / 2);
      if (curve) points.set(curve, i * 2 * MAX_CONTROL_POINTS);
      counts[i] = curve ? curve.length / 2 : 0;
    });
  }
}

function tooManyPoints(count: number): JobError {
  return new JobError(
    'TooManyControlPoints',
    `a curve has ${count} control points; on a GPU it can have ${MAX_CONTROL_POINTS} at most: check control_points.json`,
  );
}
