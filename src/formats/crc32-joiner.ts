/** CRC-32 (that of zlib) of joined data from the CRCs of its parts, by arithmetic on polynomials over GF(2), bits reversed. */

const POLYNOMIAL = 0xedb88320;

/** a * b modulo the CRC's polynomial; the highest bit is x^0. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= b;
    b = b & 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
  return product >>> 0;
}

/** x^(8 * bytes): what a CRC is multiplied by when `bytes` zero bytes follow. */
function shiftBy(bytes: number): number {
  let power = 0x00800000; // x^8
  let result = 0x80000000; // x^0
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(power, result);
    power = multiply(power, power);
  }
  return result;
}

/** Joins CRCs in order; the factor of equal lengths is computed once. */
export class Crc32Joiner {
  crc = 0;
  private length = -1;
  private factor = 0;

  /** Appends a part of `bytes` bytes whose CRC is `crc32`. */
  append(crc32: number, bytes: number): void {
    if (bytes !== this.length) {
      this.factor = shiftBy(bytes);
      this.length = bytes;
    }
    this.crc = (multiply(this.factor, this.crc) ^ crc32) >>> 0;
  }
}
