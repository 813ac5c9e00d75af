import { Holdings } from '../../src/cuda/holdings.ts';
import { MosaicBatch } from '../../src/cuda/mms.ts';
import { Mosaic } from '../../src/membrane/mosaic.ts';
import type { MicrographSize, PatchPlace } from '../../src/membrane/mosaic-patch.ts';
import { putBack } from '../helpers/put-back.ts';
import { deviceName, testDevice, whyNoTestDevice } from './test-device.ts';

/** One way to put particles back: the micrograph with them, taking `part` rows or patches at a time. */
export interface MmsImplementation {
  name: string;
  /** Why it cannot run here; null when it can. */
  whyNot: string | null;
  /** @throws JobError 'BoxOutsideMicrograph', 'NonFinite' */
  putBack(
    size: MicrographSize,
    places: readonly PatchPlace[],
    particles: readonly Float32Array[],
    micrograph: Float32Array,
    part?: number,
  ): Promise<Float32Array>;
}

export const mmsImplementations: MmsImplementation[] = [
  { name: 'typescript', whyNot: null, putBack: putBackWith('typescript') },
  { name: 'wasm', whyNot: null, putBack: putBackWith('wasm') },
  { name: deviceName, whyNot: whyNoTestDevice(), putBack: putBackOnDevice },
];

function putBackWith(kernel: 'typescript' | 'wasm'): MmsImplementation['putBack'] {
  return async (size, places, particles, micrograph, stripeRows) =>
    putBack(new Mosaic(size, places, { stripeRows, kernel }), particles, micrograph);
}

async function putBackOnDevice(
  size: MicrographSize,
  places: readonly PatchPlace[],
  particles: readonly Float32Array[],
  micrograph: Float32Array,
  part = 4,
): Promise<Float32Array> {
  const device = await testDevice();
  const holdings = new Holdings(device);
  try {
    const mosaic = new MosaicBatch(device, holdings, { ...size, places, chunkPatches: part });
    mosaic.micrograph.set(micrograph);
    mosaic.begin();
    let buffer: 0 | 1 = 0;
    for (let first = 0; first < places.length; first += part) {
      const some = particles.slice(first, first + part);
      let at = 0;
      for (const particle of some) {
        mosaic.particles[buffer].set(particle, at);
        at += particle.length;
      }
      while (!mosaic.isDone());
      mosaic.check();
      mosaic.add(buffer, first, some.length);
      buffer = buffer === 0 ? 1 : 0;
    }
    while (!mosaic.isDone());
    mosaic.check();
    mosaic.finish();
    mosaic.wait();
    return mosaic.micrograph.slice();
  } finally {
    holdings.close();
  }
}
