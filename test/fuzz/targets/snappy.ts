/** Undoes a Snappy block, one byte at a time. */
export function plainSnappy(block: Uint8Array): Uint8Array {
  const out: number[] = [];
  let p = 0;
  while (block[p]! > 127) p++;
  p++;
  const number = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += block[p++]! * 256 ** i;
    return value;
  };
  const copy = (distance: number, length: number): void => {
    for (let left = length; left > 0; left--) out.push(out[out.length - distance]!);
  };
  while (p < block.length) {
    const tag = block[p++]!;
    const high = tag >> 2;
    if ((tag & 3) === 0)
      for (let left = 1 + (high < 60 ? high : number(high - 59)); left > 0; left--) out.push(block[p++]!);
    else if ((tag & 3) === 1) copy(number(1) + ((tag >> 5) << 8), 4 + (high & 7));
    else copy(number((tag & 3) === 2 ? 2 : 4), 1 + high);
  }
  return Uint8Array.from(out);
}
