/** Grid spacing, px. */
const CELL = 2;

/** Distance to the nearest point of a dense line, on a grid, linear between; worked out where it is asked for. */
export class DistanceMap {
  private readonly line: Float64Array;
  private readonly side: number;
  /** NaN where nobody has asked yet. */
  private readonly grid: Float64Array;

  /** @param line interleaved x, y; @param box of the places that will be asked for, px */
  constructor(line: Float64Array, box: number) {
    this.line = line;
    this.side = Math.ceil(box / CELL) + 1;
    this.grid = new Float64Array(this.side * this.side).fill(NaN);
  }

  at(x: number, y: number): number {
    const u = x / CELL;
    const v = y / CELL;
    const i = Math.min(u | 0, this.side - 2);
    const j = Math.min(v | 0, this.side - 2);
    const topLeft = this.known(i, j);
    const top = topLeft + (u - i) * (this.known(i + 1, j) - topLeft);
    const bottomLeft = this.known(i, j + 1);
    const bottom = bottomLeft + (u - i) * (this.known(i + 1, j + 1) - bottomLeft);
    return top + (v - j) * (bottom - top);
  }

  private known(i: number, j: number): number {
    const k = j * this.side + i;
    if (Number.isNaN(this.grid[k])) this.grid[k] = this.measure(i * CELL, j * CELL);
    return this.grid[k];
  }

  private measure(x: number, y: number): number {
    const { line } = this;
    let nearest2 = Infinity;
    for (let k = 0; k < line.length; k += 2) {
      const distance2 = (line[k] - x) * (line[k] - x) + (line[k + 1] - y) * (line[k + 1] - y);
      if (distance2 < nearest2) nearest2 = distance2;
    }
    return Math.sqrt(nearest2);
  }
}
