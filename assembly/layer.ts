// Profile along the curve and its laying back: see src/membrane/profile-layer.ts.
import { intAt } from './arena';
import * as m from './memory';
import { UNIT, edges, findRuns, points, runs, takeSamples, total } from './runs';
import { across } from './statistics';

/** Lays the profile of the image from -reach to reach along the samples. */
export function lay(sampleCount: i32, reach: i32): void {
  takeSamples(sampleCount);
  for (let k = -reach; k <= reach; k++) {
    findRuns(<f32>k);
    const sum = total + gather();
    splat(points === 0 ? 0 : <f32>(sum / (<f64>points * UNIT)));
  }
}

/** Sum of the image along the runs, in UNITs. */
function gather(): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const below = (<usize>m.stride) << 2;
  const image = m.image;
  const runPixel = m.runPixel;
  const runWeights = m.runWeights;
  const count = runs;
  for (let run = 0; run < count; run++) {
    const at = image + ((<usize>intAt(runPixel, run)) << 2);
    const values = v128.shuffle<f64>(v128.load64_zero(at), v128.load64_zero(at + below), 0, 2);
    const products = f32x4.mul(values, v128.load(runWeights + ((<usize>run) << 4)));
    low = f64x2.add(low, f64x2.promote_low_f32x4(products));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<f64>(products, products, 1, 1)));
  }
  return across(f64x2.add(low, high));
}

function splat(value: f32): void {
  const values = f32x4.splat(value);
  const below = (<usize>m.stride) << 3;
  const sums = m.sums;
  const runPixel = m.runPixel;
  const runWeights = m.runWeights;
  const count = runs;
  for (let run = 0; run < count; run++) {
    const own = v128.load(runWeights + ((<usize>run) << 4));
    const products = f32x4.mul(own, values);
    const upper = sums + ((<usize>intAt(runPixel, run)) << 3);
    const lower = upper + below;
    const above = v128.shuffle<f32>(own, products, 0, 4, 1, 5);
    const beneath = v128.shuffle<f32>(own, products, 2, 6, 3, 7);
    addPair(upper, above);
    addPair(upper + 8, v128.shuffle<f64>(above, above, 1, 1));
    addPair(lower, beneath);
    addPair(lower + 8, v128.shuffle<f64>(beneath, beneath, 1, 1));
  }
  for (let edge = 0; edge < edges; edge++) {
    const at = m.sums + ((<usize>intAt(m.edgePixel, edge)) << 3);
    store<f32>(at, load<f32>(at) + UNIT);
    store<f32>(at + 4, load<f32>(at + 4) + UNIT * value);
  }
}

/** Adds a weight and weight * value. One pixel at a time: a load across two fresh stores would have to wait for both. */
function addPair(at: usize, values: v128): void {
  v128.store_lane<f64>(at, f32x4.add(v128.load64_zero(at), values), 0);
}
