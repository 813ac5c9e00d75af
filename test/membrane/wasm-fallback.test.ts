import { afterEach, expect, it, vi } from 'vitest';
import { ParticleSubtractor, whyNoWasm } from '../../src/membrane/subtract.ts';

afterEach(() => vi.unstubAllGlobals());

const box = 32;
const points = Float64Array.from([2, 16, 10, 18, 20, 14, 30, 16]);
const image = Float32Array.from({ length: box * box }, (_, i) => Math.sin(i) + (i % box) / 9);

function subtractBy(Subtractor: typeof ParticleSubtractor, kernel: 'auto' | 'typescript' | 'wasm'): Float32Array {
  const out = new Float32Array(image.length);
  const subtractor = new Subtractor({ box, halfWidthPx: 2, pointsStep: 0.01, kernel });
  subtractor.subtract(image, points, out, { name: 'p', noiseSeed: 0 });
  return out;
}

it('with WebAssembly there is nothing to complain about', () => {
  subtractBy(ParticleSubtractor, 'auto');
  expect(whyNoWasm()).toBeNull();
});

it('without WebAssembly the kernel in TypeScript does it, and the reason can be asked for', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  vi.resetModules();
  const fresh = await import('../../src/membrane/subtract.ts');
  expect(subtractBy(fresh.ParticleSubtractor, 'auto')).toEqual(subtractBy(fresh.ParticleSubtractor, 'typescript'));
  expect(fresh.whyNoWasm()).toMatch(/WebAssembly|undefined/);
  expect(() => subtractBy(fresh.ParticleSubtractor, 'wasm')).toThrow();
});
