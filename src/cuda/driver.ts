/**
 * The CUDA driver API (libcuda.so.1), called through koffi. Handles and device addresses are bigint, results come in a
 * BigUint64Array(1). Calls are synchronous: a context belongs to one thread. (docs/gpu.md)
 */
import type koffiModule from 'koffi';
import { NOT_READY, driverError, type CudaError } from './errors.ts';
import { findFunction, loadKoffi, openLibrary, type Library } from './library.ts';

/** Function of cuda.h -> its parameters; each returns a CUresult. Names with _v2 are what cuda.h's macros stand for. */
const FUNCTIONS = {
  cuInit: ['uint32_t'],
  cuDriverGetVersion: ['void *'],
  cuDeviceGetCount: ['void *'],
  cuDeviceGet: ['void *', 'int32_t'],
  cuDeviceGetName: ['void *', 'int32_t', 'int32_t'],
  cuDeviceGetUuid: ['void *', 'int32_t'],
  cuDeviceGetPCIBusId: ['void *', 'int32_t', 'int32_t'],
  cuDeviceTotalMem_v2: ['void *', 'int32_t'],
  cuDeviceGetAttribute: ['void *', 'int32_t', 'int32_t'],
  cuDevicePrimaryCtxRetain: ['void *', 'int32_t'],
  cuDevicePrimaryCtxRelease_v2: ['int32_t'],
  cuCtxSetCurrent: ['uint64_t'],
  cuMemGetInfo_v2: ['void *', 'void *'],
  cuMemAlloc_v2: ['void *', 'size_t'],
  cuMemFree_v2: ['uint64_t'],
  cuMemHostAlloc: ['void *', 'size_t', 'uint32_t'],
  cuMemFreeHost: ['uint64_t'],
  cuMemcpyHtoDAsync_v2: ['uint64_t', 'uint64_t', 'size_t', 'uint64_t'],
  cuMemcpyDtoHAsync_v2: ['uint64_t', 'uint64_t', 'size_t', 'uint64_t'],
  cuMemsetD8Async: ['uint64_t', 'uint8_t', 'size_t', 'uint64_t'],
  cuStreamCreate: ['void *', 'uint32_t'],
  cuStreamQuery: ['uint64_t'],
  cuStreamSynchronize: ['uint64_t'],
  cuStreamDestroy_v2: ['uint64_t'],
  cuEventCreate: ['void *', 'uint32_t'],
  cuEventRecord: ['uint64_t', 'uint64_t'],
  cuEventElapsedTime: ['void *', 'uint64_t', 'uint64_t'],
  cuEventDestroy_v2: ['uint64_t'],
  cuModuleLoadDataEx: ['void *', 'void *', 'uint32_t', 'void *', 'void *'],
  cuModuleUnload: ['uint64_t'],
  cuModuleGetFunction: ['void *', 'uint64_t', 'str'],
  cuLaunchKernel: ['uint64_t', ...Array.from({ length: 7 }, () => 'uint32_t'), 'uint64_t', 'void *', 'void *'],
} as const satisfies Record<string, readonly string[]>;

/** What drivers before 450 (CUDA 11.0) call it. */
const OLDER_NAMES: Partial<Record<keyof typeof FUNCTIONS, string[]>> = {
  cuDevicePrimaryCtxRelease_v2: ['cuDevicePrimaryCtxRelease'],
};

export type DriverFunction = keyof typeof FUNCTIONS;
type Argument = number | bigint | string | null | ArrayBufferView;

/** The driver of this process, one object for each thread. */
export class CudaDriver {
  readonly koffi: typeof koffiModule;
  private readonly functions: Record<DriverFunction, (...args: Argument[]) => number>;
  private readonly describe: (code: number) => string;

  private constructor(koffi: typeof koffiModule, library: Library) {
    this.koffi = koffi;
    const functions = (Object.keys(FUNCTIONS) as DriverFunction[]).map((name) => {
      const names = [name, ...(OLDER_NAMES[name] ?? [])];
      return [name, findFunction(library, names, FUNCTIONS[name])];
    });
    this.functions = Object.fromEntries(functions) as typeof this.functions;
    const errorName = library.func('int32_t cuGetErrorName(int32_t code, _Out_ const char **name)');
    this.describe = (code) => {
      const name: [string | null] = [null];
      return errorName(code, name) === 0 && name[0] !== null ? name[0] : `CUDA error ${code}`;
    };
  }

  /**
   * Loads and starts the driver. `BEZIERFIT_LIBCUDA` names another library than the system's libcuda.so.1 (for tests).
   * @throws CudaError: CudaUnavailable, CudaNoDriver, CudaNoDevice, CudaDriverTooOld
   */
  static async load(path: string | null = process.env.BEZIERFIT_LIBCUDA ?? null): Promise<CudaDriver> {
    const koffi = await loadKoffi();
    const driver = new CudaDriver(koffi, openLibrary(koffi, path));
    driver.call('starting CUDA', 'cuInit', 0);
    return driver;
  }

  /** Calls a function of the driver. @throws CudaError, when it answers anything but success */
  call(what: string, name: DriverFunction, ...args: Argument[]): void {
    const code = this.functions[name](...args);
    if (code !== 0) throw this.error(code, what, name);
  }

  /** False while the work before it is under way. @throws CudaError, also for what failed in that work */
  isReady(what: string, name: 'cuStreamQuery', handle: bigint): boolean {
    const code = this.functions[name](handle);
    if (code !== 0 && code !== NOT_READY) throw this.error(code, what, name);
    return code === 0;
  }

  /** The error for a CUresult, with the driver's own name for it. */
  error(code: number, what: string, name: DriverFunction, more = ''): CudaError {
    return driverError(code, what, `${name}: ${this.describe(code)}${more}`, name === 'cuInit');
  }

  /** The answer's number instead of an error. */
  tryCall(name: DriverFunction, ...args: Argument[]): number {
    return this.functions[name](...args);
  }

  /** A handle, an address or a size that a function returns through its first parameter. */
  get(what: string, name: DriverFunction, ...args: Argument[]): bigint {
    const out = new BigUint64Array(1);
    this.call(what, name, out, ...args);
    return out[0] as bigint;
  }

  getInt(what: string, name: DriverFunction, ...args: Argument[]): number {
    const out = new Int32Array(1);
    this.call(what, name, out, ...args);
    return out[0] as number;
  }

  /** `{ major: 12, minor: 4 }`: the newest CUDA that this driver knows. */
  version(): { major: number; minor: number } {
    const number = this.getInt('asking for the version of the driver', 'cuDriverGetVersion');
    return { major: Math.floor(number / 1000), minor: Math.floor((number % 1000) / 10) };
  }

  /** Devices that CUDA_VISIBLE_DEVICES lets through. */
  deviceCount(): number {
    return this.getInt('counting the GPUs', 'cuDeviceGetCount');
  }
}
