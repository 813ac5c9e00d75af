import { existsSync } from 'node:fs';
import { CudaDevice } from '../cuda/device.ts';
import type { DeviceFacts } from '../cuda/device-facts.ts';
import { CudaDriver } from '../cuda/driver.ts';
import { CudaError } from '../cuda/errors.ts';
import { loadKernels, type Kernels } from '../cuda/kernels.ts';
import type { JobContext } from './context.ts';

/** A GPU that was opened, with the kernels for it. */
export type Gpu = DeviceFacts & { kernels: Kernels };

/** The GPUs on which a job computes. */
export interface Gpus {
  devices: readonly Gpu[];
  /** Gives them back, when the job's threads have done so. */
  close: () => void;
}

/**
 * Decides, before the first particle, where a job computes; null: on the CPU. `auto` takes the GPUs that the job was given
 * (CUDA_VISIBLE_DEVICES; unset: all) if every one of them works, and says why when it does not.
 * @throws CudaError, only with `cuda`
 */
export async function settleDevice(
  device: 'auto' | 'cuda' | 'cpu',
  { visibleGpus, log }: JobContext,
): Promise<Gpus | null> {
  if (device === 'cpu' || (device === 'auto' && visibleGpus?.trim() === '')) return null;
  if (device === 'auto' && visibleGpus === null && !hasTraceOfDriver()) return null;
  try {
    const gpus = await openGpus();
    for (const { ordinal, name, pciBusId } of gpus.devices)
      log.line(`>>> device: GPU ${ordinal} (${name}, ${pciBusId})`);
    return gpus;
  } catch (error) {
    if (device === 'cuda' || !(error instanceof CudaError)) throw error;
    const given = visibleGpus === null ? '' : ` (GPUs ${visibleGpus} are not used)`;
    // koffi would be of no use on a machine without a driver.
    const why =
      error.type !== 'CudaUnavailable' || hasTraceOfDriver() ? error.message : 'there is no NVIDIA driver here';
    // On a machine that has no driver nobody expects a GPU.
    if (visibleGpus !== null || error.type !== 'CudaNoDriver')
      log.line(`>>> device: computing on the CPU${given}: ${why}`);
    return null;
  }
}

/** What a machine with NVIDIA's driver has one of: its module, its library, those of Windows' Linux and of Jetson. */
const TRACES = [
  '/proc/driver/nvidia',
  '/dev/nvidiactl',
  '/usr/lib/x86_64-linux-gnu/libcuda.so.1',
  '/usr/lib64/libcuda.so.1',
  '/dev/dxg',
  '/dev/nvmap',
];

/** Asked before koffi is loaded: most starts on machines without a GPU end here, 10 ms sooner. */
function hasTraceOfDriver(): boolean {
  return process.env.BEZIERFIT_LIBCUDA !== undefined || TRACES.some((path) => existsSync(path));
}

/**
 * Opens all visible devices and has the driver compile the kernels for each, once for all threads. Held open as long as
 * they need them.
 */
async function openGpus(): Promise<Gpus> {
  const driver = await CudaDriver.load();
  const opened: CudaDevice[] = [];
  const devices: Gpu[] = [];
  const close = () => {
    for (const device of opened.splice(0)) device.close();
  };
  try {
    // At least one: without any the driver says what is wrong.
    const count = Math.max(1, driver.deviceCount());
    for (let ordinal = 0; ordinal < count; ordinal++) {
      const device = CudaDevice.open(driver, ordinal);
      opened.push(device);
      devices.push({ ...device.facts, kernels: loadKernels(device) });
    }
    return { devices, close };
  } catch (error) {
    close();
    throw error;
  }
}
