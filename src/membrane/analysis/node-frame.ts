import type { TrackFit } from './fit-track.ts';

/**
 * Nodes of a curve by how far they moved along and across a fitted curve, px. Where the curve goes on out of the picture
 * its ends move across only: along changes where its samples lie, not where the curve does.
 */
export class NodeFrame {
  /** Number of moves that describe a curve. */
  readonly moveCount: number;
  private readonly fit: TrackFit;
  /** Direction of the fitted curve at each node, interleaved unit vectors. */
  private readonly directions: Float64Array;

  constructor(fit: TrackFit) {
    const { span, nodes } = fit;
    const h = 1e-3;
    this.fit = fit;
    this.moveCount = nodes.length - (span.ends ? 0 : 2);
    this.directions = new Float64Array(nodes.length);
    span.nodeAt.forEach((u, i) => {
      const [ax, ay] = span.pointAt(nodes, u - h);
      const [bx, by] = span.pointAt(nodes, u + h);
      const length = Math.hypot(bx - ax, by - ay) || 1;
      this.directions.set([(bx - ax) / length, (by - ay) / length], 2 * i);
    });
  }

  /** Interleaved nodes after such moves: of each node along (where it may), then across. */
  nodes(moves: Float64Array, into = new Float64Array(this.directions.length)): Float64Array {
    const { directions } = this;
    const { nodes, span } = this.fit;
    let k = 0;
    for (let i = 0; i < into.length; i += 2) {
      const movesAlong = span.ends || (i > 0 && i < into.length - 2);
      const along = movesAlong ? moves[k++] : 0;
      const across = moves[k++];
      into[i] = nodes[i] + along * directions[i] - across * directions[i + 1];
      into[i + 1] = nodes[i + 1] + along * directions[i + 1] + across * directions[i];
    }
    return into;
  }
}
