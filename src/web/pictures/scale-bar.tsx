const LENGTHS_A = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Scale bar of a round length, about a fifth of the view; `pixelSizeA` is Å per screen pixel. */
export function ScaleBar({ pixelSizeA, widthPx }: { pixelSizeA: number; widthPx: number }) {
  const lengthA = LENGTHS_A.findLast((length) => length / pixelSizeA <= Math.min(120, 0.25 * widthPx)) ?? LENGTHS_A[0];
  return (
    <div className="sb">
      {lengthA >= 1000 ? `${lengthA / 10} nm` : `${lengthA} Å`}
      <i style={{ width: `${lengthA / pixelSizeA}px` }} />
    </div>
  );
}
