// Finds tokens of the rows of STAR tables, 16 bytes at a time. Its host is src/formats/star/scan-memory.ts, which owns
// the memory; what it computes is scanInScript of src/formats/star/script-scan.ts.

/**
 * Looks through the line that begins at p. `skips`: `count` numbers (int32) of tokens to pass before each wanted one;
 * behind them it writes where the wanted tokens begin, or the place of the line's \n for those that are not there.
 * Returns the place of the \n, which must be there. Blanks are all bytes up to 32.
 */
export function scanRow(p: usize, skips: usize, count: i32): usize {
  const blank = i8x16.splat(32);
  const newline = i8x16.splat(10);
  let out: usize = skips + ((<usize>count) << 2);
  const last: usize = out + ((<usize>count) << 2);
  let skip = load<i32>(skips);
  let inToken = 0;
  while (out < last) {
    const bytes = v128.load(p);
    const ends = i8x16.bitmask(i8x16.eq(bytes, newline));
    let tokens = i8x16.bitmask(i8x16.gt_u(bytes, blank));
    if (ends) tokens &= (ends & -ends) - 1;
    let starts = tokens & ~((tokens << 1) | inToken);
    let found = popcnt(starts);
    while (found > skip && out < last) {
      found -= skip + 1;
      for (; skip > 0; skip--) starts &= starts - 1;
      store<u32>(out, <u32>(p + ctz(starts)));
      starts &= starts - 1;
      out += 4;
      skips += 4;
      skip = load<i32>(skips);
    }
    skip -= found;
    if (ends) {
      const end = p + ctz(ends);
      for (; out < last; out += 4) store<u32>(out, <u32>end);
      return end;
    }
    inToken = tokens >> 15;
    p += 16;
  }
  return findNewline(p);
}

function findNewline(p: usize): usize {
  const newline = i8x16.splat(10);
  let ends = 0;
  for (; ; p += 16) {
    ends = i8x16.bitmask(i8x16.eq(v128.load(p), newline));
    if (ends) break;
  }
  return p + ctz(ends);
}
