import type { CudaDevice, CudaStream, DeviceBuffer, HostBuffer } from './device.ts';

/** Most bytes of one pinned buffer of pixels: more gains no speed, and a machine has only so much memory to pin. */
const MOST_PINNED_BYTES = 256 << 20;

/** How many images of a box are put into one buffer at most; at least one. */
export function imagesPerBuffer(box: number): number {
  return Math.max(1, Math.floor(MOST_PINNED_BYTES / (4 * box * box)));
}

/**
 * The stream of one owner, and its device and pinned memory, by names: who asks for more under a name gets a larger
 * buffer, else the one that is there; all of it is freed together. Nothing may be under way while memory is asked for.
 */
export class Holdings {
  readonly stream: CudaStream;
  private readonly device: CudaDevice;
  private readonly buffers = new Map<string, DeviceBuffer>();
  private readonly hosts = new Map<string, HostBuffer>();

  constructor(device: CudaDevice) {
    this.device = device;
    this.stream = device.stream();
  }

  /** Device memory; its contents are anything. @throws CudaError 'CudaOutOfMemory' */
  alloc(name: string, bytes: number): DeviceBuffer {
    const { device, buffers } = this;
    const buffer = largeEnough(buffers, name, bytes, device.alloc.bind(device), device.free.bind(device));
    return { ...buffer, bytes };
  }

  /** Pinned memory; `memory` may be longer than `bytes`. @throws CudaError 'CudaOutOfMemory' */
  allocHost(name: string, bytes: number): HostBuffer {
    const { device, hosts } = this;
    const host = largeEnough(hosts, name, bytes, device.allocHost.bind(device), device.freeHost.bind(device));
    return { ...host, bytes };
  }

  /** Device memory that holds these numbers; waits until they are there. */
  upload(name: string, values: Float64Array | Uint8Array): DeviceBuffer {
    const { byteLength, byteOffset } = values;
    const buffer = this.alloc(name, byteLength);
    const host = this.allocHost(name, byteLength);
    new Uint8Array(host.memory).set(new Uint8Array(values.buffer, byteOffset, byteLength));
    this.device.upload(host, buffer, byteLength, this.stream);
    this.device.wait(this.stream);
    return buffer;
  }

  /** When all work of the stream is done: the driver does not promise to wait for it by itself. */
  close(): void {
    const { device, buffers, hosts, stream } = this;
    device.wait(stream);
    for (const buffer of buffers.values()) device.free(buffer);
    for (const host of hosts.values()) device.freeHost(host);
    buffers.clear();
    hosts.clear();
    device.destroyStream(stream);
  }
}

function largeEnough<B extends { bytes: number }>(
  known: Map<string, B>,
  name: string,
  bytes: number,
  make: (bytes: number) => B,
  free: (buffer: B) => void,
): B {
  const old = known.get(name);
  if (old && old.bytes >= bytes) return old;
  if (old) {
    known.delete(name);
    free(old);
  }
  const made = make(bytes);
  known.set(name, made);
  return made;
}
