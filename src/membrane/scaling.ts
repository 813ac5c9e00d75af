/**
 * The scaling factor with the least cost, exactly (speed.md 1).
 *
 * The cost is the largest of the column sums of |image - lambda model|: convex in lambda. One evaluation gives, for its
 * largest column, a straight line below the cost everywhere; the factor with the lowest such bound is evaluated next,
 * until no other can win. Columns whose sum cannot have grown to the largest (it changes by at most sum |model| per
 * unit of lambda) are not summed again.
 */
import type { ResidualColumns } from './kernel.ts';
import { FIRST_FACTOR, FIRST_INDEX, SCALING_FACTORS } from './scaling-factors.ts';

export class ScalingSearch {
  /** Index into SCALING_FACTORS of the best, and its cost. */
  index = 0;
  cost = 0;
  private readonly bounds = new Float64Array(SCALING_FACTORS.length);
  private readonly isDone = new Uint8Array(SCALING_FACTORS.length);
  /** The column that was the largest last, and the slope of its sum. */
  private column = 0;
  private slope = 0;

  /** Sets `index` (the first that attains the least cost) and `cost`. */
  run(columns: ResidualColumns): void {
    const { bounds, isDone } = this;
    bounds.fill(-Infinity);
    isDone.fill(0);
    this.index = FIRST_INDEX;
    this.cost = this.takeFirst(columns);
    this.learn(FIRST_INDEX, this.cost);
    for (let next = this.candidate(); next >= 0; next = this.candidate()) {
      const cost = this.evaluate(columns, SCALING_FACTORS[next]);
      this.learn(next, cost);
      if (cost < this.cost || (cost === this.cost && next < this.index)) {
        this.cost = cost;
        this.index = next;
      }
    }
  }

  /** The factor with the lowest bound that could still win; -1 when there is none. */
  private candidate(): number {
    let best = -1;
    for (let i = 0; i < SCALING_FACTORS.length; i++) {
      if (this.isDone[i]) continue;
      const couldWin = i < this.index ? this.bounds[i] <= this.cost * (1 + 1e-12) : this.bounds[i] < this.cost;
      if (couldWin && (best < 0 || this.bounds[i] < this.bounds[best])) best = i;
    }
    return best;
  }

  private learn(index: number, cost: number): void {
    this.isDone[index] = 1;
    const from = SCALING_FACTORS[index];
    for (let i = 0; i < SCALING_FACTORS.length; i++) {
      this.bounds[i] = Math.max(this.bounds[i], cost + this.slope * (SCALING_FACTORS[i] - from));
    }
  }

  /** The largest of the sums that the columns bring, and its slope. */
  private takeFirst(columns: ResidualColumns): number {
    const { residualSums } = columns;
    this.column = 0;
    for (let x = 1; x < columns.box; x++) if (residualSums[x] > residualSums[this.column]) this.column = x;
    const cost = columns.sumColumn(this.column, FIRST_FACTOR);
    this.slope = columns.slope;
    return cost;
  }

  /** The largest column sum at a factor, from the sums at the first factor. */
  private evaluate(columns: ResidualColumns, lambda: number): number {
    const { residualSums, modelSums } = columns;
    const away = Math.abs(lambda - FIRST_FACTOR);
    let largest = columns.sumColumn(this.column, lambda);
    this.slope = columns.slope;
    for (let x = 0; x < columns.box; x++) {
      if (residualSums[x] + away * modelSums[x] <= largest) continue;
      const sum = columns.sumColumn(x, lambda);
      if (sum <= largest) continue;
      largest = sum;
      this.slope = columns.slope;
      this.column = x;
    }
    return largest;
  }
}
