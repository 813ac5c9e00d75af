/**
 * One GPU as one thread sees it: memory, streams, modules, launches. Everything here throws CudaError. A device belongs to
 * the thread that opened it; several threads may open the same one (they share its primary context).
 */
import { describeDevice, deviceHandle, type DeviceFacts } from './device-facts.ts';
import type { CudaDriver } from './driver.ts';

/** Memory on the device. */
export interface DeviceBuffer {
  readonly address: bigint;
  readonly bytes: number;
}

/** Pinned memory of this machine: the GPU reads and writes it while the thread does other things. */
export interface HostBuffer {
  readonly address: bigint;
  readonly bytes: number;
  /** The same memory; not to be touched after `freeHost`, nor while a copy from or to it is under way. */
  readonly memory: ArrayBuffer;
}

/** Handle of a stream: its work runs in order; several streams run side by side. */
export type CudaStream = bigint & { readonly brand?: 'stream' };
export type CudaEvent = bigint & { readonly brand?: 'event' };
export type CudaModule = bigint & { readonly brand?: 'module' };
export type CudaKernel = bigint & { readonly brand?: 'kernel' };

/** CU_STREAM_NON_BLOCKING: does not wait for the default stream. */
const NON_BLOCKING = 1;
/** Of dynamic shared memory: our kernels have none. */
const NO_SHARED_BYTES = 0;
/** CUjit_option: the compiler's own words, and how long they may be. */
const JIT_ERROR_LOG = 5;
const JIT_ERROR_LOG_BYTES = 6;

export class CudaDevice {
  readonly driver: CudaDriver;
  readonly facts: DeviceFacts;
  private readonly handle: number;
  /** The argument of a launch, and where it lies; an ArrayBuffer's memory never moves. */
  private readonly argument = new BigUint64Array(new ArrayBuffer(8));
  private readonly argumentPlaces = new BigUint64Array(new ArrayBuffer(8));
  private closed = false;

  private constructor(driver: CudaDriver, ordinal: number) {
    this.driver = driver;
    this.facts = describeDevice(driver, ordinal);
    this.handle = deviceHandle(driver, ordinal);
    const context = driver.get(`opening ${this.label}`, 'cuDevicePrimaryCtxRetain', this.handle);
    this.act('cuCtxSetCurrent', context);
    this.argumentPlaces[0] = BigInt(driver.koffi.address(this.argument));
  }

  /** Opens a device for this thread. `ordinal` counts those that CUDA_VISIBLE_DEVICES lets through. */
  static open(driver: CudaDriver, ordinal: number): CudaDevice {
    return new CudaDevice(driver, ordinal);
  }

  /** For messages: `GPU 0 (NVIDIA RTX A4000, 0000:65:00.0)`; each job counts its own GPUs from 0, `dmesg` names the address. */
  get label(): string {
    const { ordinal, name, pciBusId } = this.facts;
    return `GPU ${ordinal} (${name}, ${pciBusId})`;
  }

  /** Memory of the whole device, whoever uses it. */
  memory(): { freeBytes: number; totalBytes: number } {
    const sizes = new BigUint64Array(2);
    this.act('cuMemGetInfo_v2', sizes.subarray(0, 1), sizes.subarray(1));
    return { freeBytes: Number(sizes[0]), totalBytes: Number(sizes[1]) };
  }

  /** @throws CudaError 'CudaOutOfMemory' */
  alloc(bytes: number): DeviceBuffer {
    return { address: this.get('cuMemAlloc_v2', bytes), bytes };
  }

  free({ address }: DeviceBuffer): void {
    this.act('cuMemFree_v2', address);
  }

  /** @throws CudaError 'CudaOutOfMemory' (of the machine's memory that may be pinned) */
  allocHost(bytes: number): HostBuffer {
    const address = this.get('cuMemHostAlloc', bytes, 0);
    return { address, bytes, memory: this.driver.koffi.view(address, bytes) };
  }

  freeHost({ address }: HostBuffer): void {
    this.act('cuMemFreeHost', address);
  }

  stream(): CudaStream {
    return this.get('cuStreamCreate', NON_BLOCKING);
  }

  destroyStream(stream: CudaStream): void {
    this.act('cuStreamDestroy_v2', stream);
  }

  /** True when all work of the stream is done. @throws CudaError of a kernel or copy in it, too */
  isIdle(stream: CudaStream): boolean {
    return this.driver.isReady(`computing on ${this.label}`, 'cuStreamQuery', stream);
  }

  /** Blocks this thread until the stream is idle. */
  wait(stream: CudaStream): void {
    this.act('cuStreamSynchronize', stream);
  }

  event(): CudaEvent {
    return this.get('cuEventCreate', 0);
  }

  record(event: CudaEvent, stream: CudaStream): void {
    this.act('cuEventRecord', event, stream);
  }

  /** Milliseconds on the device between two events that have come. */
  elapsedMs(from: CudaEvent, to: CudaEvent): number {
    const out = new Float32Array(1);
    this.act('cuEventElapsedTime', out, from, to);
    return out[0] as number;
  }

  destroyEvent(event: CudaEvent): void {
    this.act('cuEventDestroy_v2', event);
  }

  /** Has the driver compile PTX text. @throws CudaError 'CudaDriverTooOld', with the compiler's words */
  load(ptx: string): CudaModule {
    const out = new BigUint64Array(1);
    const log = Buffer.alloc(4096);
    const options = Int32Array.of(JIT_ERROR_LOG, JIT_ERROR_LOG_BYTES);
    const values = BigUint64Array.of(BigInt(this.driver.koffi.address(log)), BigInt(log.length));
    const text = Buffer.from(`${ptx}\0`);
    const code = this.driver.tryCall('cuModuleLoadDataEx', out, text, options.length, options, values);
    if (code === 0) return out[0] as bigint;
    const words = log
      .toString('utf8', 0, Math.max(0, log.indexOf(0)))
      .trim()
      .split('\n')[0];
    const what = `loading the kernels on ${this.label}`;
    throw this.driver.error(code, what, 'cuModuleLoadDataEx', words ? `; ${words}` : '');
  }

  unload(module: CudaModule): void {
    this.act('cuModuleUnload', module);
  }

  kernel(module: CudaModule, name: string): CudaKernel {
    return this.get('cuModuleGetFunction', module, name);
  }

  /**
   * Puts a kernel into a stream and returns; what fails in it is thrown by `isIdle` or `wait`. `grid`: blocks in x (up to
   * 2^31 - 1) and y (up to 65535). Its only argument is the address of `description`; the driver copies it in the call.
   */
  launch(
    kernel: CudaKernel,
    [blocksX, blocksY]: readonly [number, number],
    threads: number,
    description: DeviceBuffer,
    stream: CudaStream,
  ): void {
    this.argument[0] = description.address;
    const shape = [blocksX, blocksY, 1, threads, 1, 1];
    this.act('cuLaunchKernel', kernel, ...shape, NO_SHARED_BYTES, stream, this.argumentPlaces, null);
  }

  /** Copies from pinned memory to the device, in the stream. Offsets and `bytes` in bytes. */
  upload(from: HostBuffer, to: DeviceBuffer, bytes: number, stream: CudaStream, fromOffset = 0, toOffset = 0): void {
    const target = to.address + BigInt(toOffset);
    this.act('cuMemcpyHtoDAsync_v2', target, from.address + BigInt(fromOffset), bytes, stream);
  }

  /** Copies from the device to pinned memory, in the stream. */
  download(from: DeviceBuffer, to: HostBuffer, bytes: number, stream: CudaStream, fromOffset = 0, toOffset = 0): void {
    const target = to.address + BigInt(toOffset);
    this.act('cuMemcpyDtoHAsync_v2', target, from.address + BigInt(fromOffset), bytes, stream);
  }

  /** Sets bytes of the device, in the stream. */
  fill(buffer: DeviceBuffer, value: number, bytes: number, stream: CudaStream, offset = 0): void {
    this.act('cuMemsetD8Async', buffer.address + BigInt(offset), value, bytes, stream);
  }

  /** Gives the device back; buffers, streams and modules must be freed before. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.act('cuDevicePrimaryCtxRelease_v2', this.handle);
  }

  private act(name: Parameters<CudaDriver['call']>[1], ...args: Parameters<CudaDriver['tryCall']>[1][]): void {
    this.driver.call(this.label, name, ...args);
  }

  private get(name: Parameters<CudaDriver['call']>[1], ...args: Parameters<CudaDriver['tryCall']>[1][]): bigint {
    return this.driver.get(this.label, name, ...args);
  }
}
