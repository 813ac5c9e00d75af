/** A curve over an image, with a dark casing so that it shows on every grey. Points in image pixels. */
export function Curve({
  points,
  className = '',
}: {
  points: readonly (readonly [number, number])[];
  className?: string;
}) {
  if (points.length === 0) return null;
  const d = `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}`;
  return (
    <>
      <path className="curve-casing" d={d} />
      <path className={`curve ${className}`} d={d} />
    </>
  );
}

/** The curve moved along its normals, px: the leaflets of a membrane. */
export function offsetCurve(points: readonly [number, number][], distancePx: number): [number, number][] {
  return points.map(([x, y], index): [number, number] => {
    const [fromX, fromY] = points[Math.max(0, index - 1)];
    const [toX, toY] = points[Math.min(points.length - 1, index + 1)];
    const length = Math.hypot(toX - fromX, toY - fromY) || 1;
    return [x - ((toY - fromY) / length) * distancePx, y + ((toX - fromX) / length) * distancePx];
  });
}

/** Length of a polyline, px. */
export function curveLength(points: readonly [number, number][]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    sum += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
  }
  return sum;
}

/** Distance of a point from the nearest vertex of the curve, px; the sign says on which side it lies. */
export function distanceFrom(points: readonly [number, number][], x: number, y: number): number | null {
  let nearest = -1;
  let best = Infinity;
  points.forEach(([px, py], index) => {
    const distance = Math.hypot(px - x, py - y);
    if (distance < best) [best, nearest] = [distance, index];
  });
  if (nearest < 0) return null;
  const [fromX, fromY] = points[Math.max(0, nearest - 1)];
  const [toX, toY] = points[Math.min(points.length - 1, nearest + 1)];
  const side = (toX - fromX) * (y - points[nearest][1]) - (toY - fromY) * (x - points[nearest][0]);
  return side < 0 ? -best : best;
}
