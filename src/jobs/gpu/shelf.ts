import type { CudaDevice } from '../../cuda/device.ts';
import { Holdings } from '../../cuda/holdings.ts';

/** Memory of the device that lies ready for the next who needs some, of whatever size. */
export class Shelf {
  private readonly device: CudaDevice;
  private readonly idle: Holdings[] = [];

  constructor(device: CudaDevice) {
    this.device = device;
  }

  /** @throws CudaError */
  take(): Holdings {
    return this.idle.pop() ?? new Holdings(this.device);
  }

  /** Nothing may be under way in it. */
  give(holdings: Holdings): void {
    this.idle.push(holdings);
  }

  /** Frees all that lies here; false: there was none. */
  clear(): boolean {
    const hadSome = this.idle.length > 0;
    for (const holdings of this.idle.splice(0)) holdings.close();
    return hadSome;
  }
}
