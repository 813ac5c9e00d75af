import type { Random } from '../../base/random.ts';

export interface EvolutionOptions {
  /** First step, in the units of the variables. */
  sigma: number;
  generations: number;
  /** Stops when sigma falls below this. */
  smallestSigma: number;
  random: Random;
}

/**
 * Maximises a function by a matrix adaptation evolution strategy (MA-ES; Beyer and Sendhoff 2017): CMA-ES without
 * eigenvectors. Never returns worse than `start`.
 */
export function evolve(
  start: Float64Array,
  score: (variables: Float64Array) => number,
  { sigma, generations, smallestSigma, random }: EvolutionOptions,
): { variables: Float64Array; score: number } {
  const n = start.length;
  const lambda = 4 + Math.floor(3 * Math.log(n));
  const rates = strategyRates(n, lambda);
  const matrix = identity(n);
  const path = new Float64Array(n);
  const mean = start.slice();
  const best = { variables: start.slice(), score: score(start) };
  const children = Array.from({ length: lambda }, () => ({
    z: new Float64Array(n),
    d: new Float64Array(n),
    variables: new Float64Array(n),
    score: 0,
  }));
  for (let generation = 0; generation < generations && sigma > smallestSigma; generation++) {
    for (const child of children) {
      for (let i = 0; i < n; i++) child.z[i] = random.normal();
      for (let i = 0; i < n; i++) {
        child.d[i] = 0;
        for (let k = 0; k < n; k++) child.d[i] += matrix[i * n + k] * child.z[k];
        child.variables[i] = mean[i] + sigma * child.d[i];
      }
      child.score = score(child.variables);
    }
    children.sort((a, b) => b.score - a.score);
    if (children[0].score > best.score) {
      best.score = children[0].score;
      best.variables.set(children[0].variables);
    }
    sigma *= adapt(children, mean, sigma, path, matrix, rates);
  }
  return best;
}

interface Rates {
  weights: number[];
  effective: number;
  path: number;
  rankOne: number;
  rankMu: number;
  damping: number;
}

function strategyRates(n: number, lambda: number): Rates {
  const raw = Array.from({ length: lambda >> 1 }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const sum = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((weight) => weight / sum);
  const effective = 1 / weights.reduce((total, weight) => total + weight * weight, 0);
  const path = (effective + 2) / (n + effective + 5);
  const rankOne = 2 / ((n + 1.3) ** 2 + effective);
  const rankMu = Math.min(1 - rankOne, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
  return { weights, effective, path, rankOne, rankMu, damping: 1 + path };
}

/** Moves mean, path and matrix by the best children (sorted); returns the factor of sigma. */
function adapt(
  children: readonly { z: Float64Array; d: Float64Array }[],
  mean: Float64Array,
  sigma: number,
  path: Float64Array,
  matrix: Float64Array,
  rates: Rates,
): number {
  const n = mean.length;
  const { weights, rankOne, rankMu } = rates;
  const gain = Math.sqrt(rates.path * (2 - rates.path) * rates.effective);
  for (let i = 0; i < n; i++) {
    let z = 0;
    let d = 0;
    weights.forEach((weight, k) => {
      z += weight * children[k].z[i];
      d += weight * children[k].d[i];
    });
    mean[i] += sigma * d;
    path[i] = (1 - rates.path) * path[i] + gain * z;
  }
  const update = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let rank = 0;
      weights.forEach((weight, k) => (rank += weight * children[k].z[i] * children[k].z[j]));
      const unit = Number(i === j);
      update[i * n + j] = unit + (rankOne / 2) * (path[i] * path[j] - unit) + (rankMu / 2) * (rank - unit);
    }
  }
  matrix.set(product(matrix, update, n));
  const length = Math.hypot(...path);
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return Math.exp((rates.path / rates.damping) * (length / expected - 1));
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const value = a[i * n + k];
      for (let j = 0; j < n; j++) out[i * n + j] += value * b[k * n + j];
    }
  }
  return out;
}

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}
