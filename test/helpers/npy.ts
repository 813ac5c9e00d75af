import { readFileSync } from 'node:fs';

/** Numbers of a plain little-endian .npy file (golden data), flat in C order. */
export function readNpy(path: string): Float64Array | Float32Array {
  const bytes = readFileSync(path);
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + headerLength);
  const data = Uint8Array.from(bytes.subarray(10 + headerLength)).buffer;
  if (header.includes("'fortran_order': True")) throw new Error(`${path}: Fortran order`);
  if (header.includes("'<f4'")) return new Float32Array(data);
  if (header.includes("'<f8'")) return new Float64Array(data);
  if (header.includes("'<i4'")) return Float64Array.from(new Int32Array(data));
  throw new Error(`${path}: ${header}`);
}
