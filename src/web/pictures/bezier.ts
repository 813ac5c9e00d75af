/** Points of a Bézier curve (de Casteljau), evenly in its parameter: to draw what is being moved. */
export function bezierPoints(controlPoints: readonly [number, number][], count = 120): [number, number][] {
  return Array.from({ length: count }, (_, index): [number, number] => {
    const t = index / (count - 1);
    let points = controlPoints.map(([x, y]): [number, number] => [x, y]);
    while (points.length > 1) {
      points = points
        .slice(1)
        .map(([x, y], i) => [points[i][0] + t * (x - points[i][0]), points[i][1] + t * (y - points[i][1])]);
    }
    return points[0];
  });
}
