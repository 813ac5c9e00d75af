import type { CudaDevice, CudaStream, DeviceBuffer, HostBuffer } from './device.ts';

/** A field of a kernel's description, 8 bytes: an address, a whole number (`int`), or a double. */
export type Field = DeviceBuffer | { int: number } | number;

/** Writes fields in their order; returns the bytes written. */
export function writeFields(view: DataView, offset: number, fields: readonly Field[]): number {
  fields.forEach((field, i) => {
    const at = offset + 8 * i;
    if (typeof field === 'number') view.setFloat64(at, field, true);
    else view.setBigInt64(at, 'int' in field ? BigInt(field.int) : field.address, true);
  });
  return 8 * fields.length;
}

/** The device and pinned memory and the stream of one owner: all of it is freed together. */
export class Holdings {
  readonly stream: CudaStream;
  private readonly device: CudaDevice;
  private readonly buffers: DeviceBuffer[] = [];
  private readonly hosts: HostBuffer[] = [];

  constructor(device: CudaDevice) {
    this.device = device;
    this.stream = device.stream();
  }

  /** @throws CudaError 'CudaOutOfMemory' */
  alloc(bytes: number): DeviceBuffer {
    const buffer = this.device.alloc(bytes);
    this.buffers.push(buffer);
    return buffer;
  }

  /** @throws CudaError 'CudaOutOfMemory' */
  allocHost(bytes: number): HostBuffer {
    const host = this.device.allocHost(bytes);
    this.hosts.push(host);
    return host;
  }

  /** Device memory that holds these numbers; waits until they are there. */
  upload(values: Float64Array | Uint8Array): DeviceBuffer {
    const buffer = this.alloc(values.byteLength);
    const host = this.device.allocHost(values.byteLength);
    try {
      new Uint8Array(host.memory).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      this.device.upload(host, buffer, values.byteLength, this.stream);
      this.device.wait(this.stream);
    } finally {
      this.device.freeHost(host);
    }
    return buffer;
  }

  /** When all work of the stream is done: the driver does not promise to wait for it by itself. */
  free(): void {
    this.device.wait(this.stream);
    for (const buffer of this.buffers.splice(0)) this.device.free(buffer);
    for (const host of this.hosts.splice(0)) this.device.freeHost(host);
    this.device.destroyStream(this.stream);
  }
}
