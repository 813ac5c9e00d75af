import { describe, expect, it } from 'vitest';
import { CurveSpan } from '../../../src/membrane/analysis/curve-span.ts';
import { NodeFrame } from '../../../src/membrane/analysis/node-frame.ts';

/** A level straight line from (10, 50) to (110, 50). */
function levelLine(to: number): { span: CurveSpan; nodes: Float64Array } {
  const span = new CurveSpan(3, 0, to);
  return { span, nodes: Float64Array.from({ length: 8 }, (_, i) => (i & 1 ? 50 : 10 + 100 * span.nodeAt[i >> 1])) };
}

describe('moves of nodes', () => {
  it('of a curve that leaves the picture: its ends go across only', () => {
    const fit = levelLine(1);
    const frame = new NodeFrame(fit);
    expect(frame.moveCount).toBe(6);
    expect(frame.nodes(new Float64Array(6))).toEqual(fit.nodes);
    const moved = frame.nodes(Float64Array.of(1, 2, 3, 4, 5, 6));
    const byHowMuch = moved.map((value, i) => value - fit.nodes[i]);
    [0, 1, 2, 3, 4, 5, 0, 6].forEach((value, i) => expect(byHowMuch[i]).toBeCloseTo(value, 9));
  });

  it('of a curve that ends in the picture: every node goes both ways', () => {
    const fit = levelLine(2);
    const frame = new NodeFrame(fit);
    expect(frame.moveCount).toBe(8);
    const moves = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    frame.nodes(moves).forEach((value, i) => expect(value - fit.nodes[i]).toBeCloseTo(moves[i], 9));
  });
});
