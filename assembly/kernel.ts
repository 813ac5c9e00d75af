// The membrane subtraction of one particle as a WebAssembly module with SIMD. Its host is src/membrane/wasm-kernel.ts;
// what it computes is src/membrane/script-kernel.ts in float32 where that does not show.
import { fillBand } from './band';
import { fillColumns } from './columns';
import { lay } from './layer';
import * as m from './memory';
import { firstFactor } from './search';
import { addFinite } from './statistics';

export { subtractModel } from './columns';
export { sampleCurve } from './curve';
export { layOut } from './memory';
export { costOf, search } from './search';

export function stagingAddress(): usize {
  return m.staging;
}
export function samplesAddress(): usize {
  return m.sampleX;
}
export function curveAddress(): usize {
  return m.curve;
}
export function statisticsAddress(): usize {
  return m.statistics;
}

/** Fills the statistics of the staged image; false when not all of its pixels are finite. */
export function sumStaged(): bool {
  return addFinite(m.staging, m.box * m.box, m.statistics);
}

/** Whether every pixel of the staged image is finite. */
export function isStagedFinite(): bool {
  const count = m.box * m.box;
  const whole = count & ~3;
  let holes = f32x4.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const values = v128.load(m.staging + ((<usize>i) << 2));
    const difference = f32x4.sub(values, values);
    holes = v128.or(holes, f32x4.ne(difference, difference));
  }
  for (let i = whole; i < count; i++) if (!isFinite(load<f32>(m.staging + ((<usize>i) << 2)))) return false;
  return !v128.any_true(holes);
}

/** From the staged image and samples to the sums of the columns, with which `search` begins. */
export function prepare(sampleCount: i32, profileReach: i32): void {
  const bytes = (<usize>m.box) << 2;
  for (let row = 0; row < m.box; row++) {
    memory.copy(m.image + ((<usize>m.rowStart(row)) << 2), m.staging + <usize>row * bytes, bytes);
  }
  fillBand(sampleCount);
  lay(sampleCount, profileReach);
  fillColumns(firstFactor());
}
