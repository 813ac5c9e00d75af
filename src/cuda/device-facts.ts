/** What the driver tells about a device without opening it. */
import type { CudaDriver } from './driver.ts';
import { CudaError } from './errors.ts';

export interface DeviceFacts {
  /** Position among the devices that this process sees. */
  ordinal: number;
  name: string;
  /** `GPU-xxxxxxxx-xxxx-...`, as nvidia-smi writes it. */
  uuid: string;
  /** `0000:65:00.0`. */
  pciBusId: string;
  totalBytes: number;
  capability: { major: number; minor: number };
  multiprocessors: number;
}

/** CUdevice_attribute. */
const MULTIPROCESSOR_COUNT = 16;
const CAPABILITY_MAJOR = 75;
const CAPABILITY_MINOR = 76;
/** `ordinal` counts the devices that CUDA_VISIBLE_DEVICES lets through. @throws CudaError */
export function describeDevice(driver: CudaDriver, ordinal: number): DeviceFacts {
  const what = `asking about GPU ${ordinal}`;
  const handle = deviceHandle(driver, ordinal);
  const text = (name: 'cuDeviceGetName' | 'cuDeviceGetPCIBusId') => {
    const bytes = Buffer.alloc(256);
    driver.call(what, name, bytes, bytes.length, handle);
    return bytes.toString('utf8', 0, bytes.indexOf(0));
  };
  const attribute = (number: number) => driver.getInt(what, 'cuDeviceGetAttribute', number, handle);
  const uuid = Buffer.alloc(16);
  driver.call(what, 'cuDeviceGetUuid', uuid, handle);
  return {
    ordinal,
    name: text('cuDeviceGetName'),
    uuid: `GPU-${uuid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`,
    pciBusId: text('cuDeviceGetPCIBusId').toLowerCase(),
    totalBytes: Number(driver.get(what, 'cuDeviceTotalMem_v2', handle)),
    capability: { major: attribute(CAPABILITY_MAJOR), minor: attribute(CAPABILITY_MINOR) },
    multiprocessors: attribute(MULTIPROCESSOR_COUNT),
  };
}

/** CUdevice of an ordinal. @throws CudaError 'CudaNoDevice' */
export function deviceHandle(driver: CudaDriver, ordinal: number): number {
  const count = driver.deviceCount();
  if (ordinal >= 0 && ordinal < count) return driver.getInt(`opening GPU ${ordinal}`, 'cuDeviceGet', ordinal);
  const mask = process.env.CUDA_VISIBLE_DEVICES;
  throw new CudaError(
    'CudaNoDevice',
    `there is no GPU ${ordinal}: the driver shows ${count}` +
      (mask === undefined ? '' : ` under CUDA_VISIBLE_DEVICES=${mask}`),
    '`bezierfit doctor` shows what this machine has',
  );
}
