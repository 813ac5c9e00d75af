/** An LZ4 block by hand: literals, and where the data repeat themselves every 8 bytes a copy. */
export function lz4Block(data: Uint8Array): Buffer {
  const period = 8;
  const repeats = data.length > 32 && data.every((byte, i) => i < period || byte === data[i - period]);
  if (!repeats) return Buffer.concat([sequence(data, null)]);
  const copied = data.length - period - 5;
  return Buffer.concat([
    sequence(data.subarray(0, period), { distance: period, length: copied }),
    sequence(data.subarray(-5), null),
  ]);
}

function sequence(literals: Uint8Array, copy: { distance: number; length: number } | null): Buffer {
  const [head, more] = lengthBytes(literals.length);
  const [tail, moreTail] = copy ? lengthBytes(copy.length - 4) : [0, []];
  const distance = copy ? [copy.distance & 255, copy.distance >> 8] : [];
  return Buffer.concat([Buffer.of((head << 4) | tail, ...more), literals, Buffer.of(...distance, ...moreTail)]);
}

function lengthBytes(length: number): [number, number[]] {
  if (length < 15) return [length, []];
  const rest = length - 15;
  return [15, [...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255]];
}

/** Undoes any block, one byte at a time. */
export function plainLz4(block: Uint8Array): Uint8Array {
  const out: number[] = [];
  let p = 0;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15) for (let more = 255; more === 255;) length += more = block[p++]!;
    return length;
  };
  while (p < block.length) {
    const token = block[p++]!;
    for (let left = lengthFrom(token >> 4); left > 0; left--) out.push(block[p++]!);
    if (p >= block.length) break;
    const distance = block[p]! + 256 * block[p + 1]!;
    p += 2;
    for (let left = lengthFrom(token & 15) + 4; left > 0; left--) out.push(out[out.length - distance]!);
  }
  return Uint8Array.from(out);
}
