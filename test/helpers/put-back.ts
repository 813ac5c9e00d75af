import type { Mosaic } from '../../src/membrane/mosaic.ts';

/** The whole micrograph with its particles put back, as the threads of a job do it, but the stripes from the last to the first. */
export function putBack(mosaic: Mosaic, particles: readonly Float32Array[], micrograph: Float32Array): Float32Array {
  const { columns } = mosaic;
  const moments = new Float64Array(mosaic.momentsLength);
  const stripes = Array.from({ length: mosaic.stripeCount }, (_, i) => mosaic.stripeCount - 1 - i);
  const load = (stripe: number) => {
    const { firstRow, rowCount } = mosaic.rowsOf(stripe);
    const canvas = mosaic.canvas(stripe);
    canvas.set(micrograph.subarray(firstRow * columns, (firstRow + rowCount) * columns));
    return canvas;
  };
  for (const stripe of stripes) {
    load(stripe);
    mosaic.measureStripe(stripe, moments);
  }
  for (const [index, particle] of particles.entries()) {
    mosaic.particleCanvas(index).set(particle);
    mosaic.measureParticle(index, moments);
  }
  const scales = mosaic.scales(moments);
  const result = new Float32Array(micrograph.length);
  for (const stripe of stripes) {
    const canvas = load(stripe);
    mosaic.paint(
      stripe,
      (index, firstRow, rowCount, into) => {
        const box = into.length / rowCount;
        into.set(particles[index]!.subarray(firstRow * box, (firstRow + rowCount) * box));
      },
      scales,
    );
    result.set(canvas, mosaic.rowsOf(stripe).firstRow * columns);
  }
  return result;
}
