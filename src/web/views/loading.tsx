/** While something is on its way; it shows only when that takes longer than a moment. */
export function Loading() {
  return (
    <p className="loading mid" aria-busy="true">
      Loading…
    </p>
  );
}
