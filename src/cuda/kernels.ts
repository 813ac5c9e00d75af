import type { CudaDevice, CudaKernel, CudaStream, DeviceBuffer } from './device.ts';
import { KERNELS_PTX } from './kernels-ptx.ts';

const PMS_KERNELS = ['pms_curve', 'pms_profile', 'pms_model', 'pms_columns', 'pms_scaling', 'pms_subtract'] as const;
const MMS_KERNELS = ['mms_measure', 'mms_add', 'mms_finish'] as const;

export type KernelName = (typeof PMS_KERNELS | typeof MMS_KERNELS)[number];

/** Threads of every block. */
export const BLOCK_THREADS = 256;
/** Most blocks of a grid in y. */
export const MOST_BLOCKS_Y = 65535;

/** The kernels that the driver compiled for a device; they belong to its context, and so to every thread that shares it. */
export type Kernels = ReadonlyMap<KernelName, CudaKernel>;

const loaded = new WeakMap<CudaDevice, Kernels>();

/** Puts a kernel into a stream. `description`: its only argument. @throws CudaError, 'CudaDriverTooOld' at the first launch */
export function launch(
  device: CudaDevice,
  name: KernelName,
  grid: readonly [number, number],
  description: DeviceBuffer,
  stream: CudaStream,
): void {
  device.launch(loadKernels(device).get(name) as CudaKernel, grid, BLOCK_THREADS, description, stream);
}

/** Has the driver compile the kernels, once for each device that was opened. */
export function loadKernels(device: CudaDevice): Kernels {
  const known = loaded.get(device);
  if (known) return known;
  const module = device.load(KERNELS_PTX);
  const kernels = new Map(
    [...PMS_KERNELS, ...MMS_KERNELS].map((name): [KernelName, CudaKernel] => [name, device.kernel(module, name)]),
  );
  loaded.set(device, kernels);
  return kernels;
}

/** Takes the kernels that another thread has had compiled; it must not close the device before this one does. */
export function adoptKernels(device: CudaDevice, kernels: Kernels): void {
  loaded.set(device, kernels);
}
