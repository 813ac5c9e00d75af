// What LZ4 and Snappy have in common.

/**
 * The copy of LZ4 and Snappy: `length` bytes from `distance` back; the source may overlap the target (a run).
 * @throws RangeError for a distance or length outside the output
 */
export function copyWithin(output: Uint8Array, at: number, distance: number, length: number): void {
  const from = at - distance;
  if (distance < 1 || from < 0) throw new RangeError(`a copy reaches back ${distance} bytes at byte ${at}`);
  if (at + length > output.length) throw new RangeError('a copy is too long');
  if (distance >= length) output.copyWithin(at, from, from + length);
  else for (let i = 0; i < length; i++) output[at + i] = output[from + i] ?? 0;
}

/** @throws RangeError behind the end */
export function byteAt(input: Uint8Array, p: number): number {
  const byte = input[p];
  if (byte === undefined) throw new RangeError('it ends too early');
  return byte;
}
