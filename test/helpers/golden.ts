import { readFileSync } from 'node:fs';

/** One section of a float32 little-endian stack. */
export function readSection(path: string, section: number): Float32Array {
  const bytes = readFileSync(path);
  const [nx, ny] = [bytes.readInt32LE(0), bytes.readInt32LE(4)];
  const start = 1024 + bytes.readInt32LE(92) + section * nx * ny * 4;
  return new Float32Array(Uint8Array.from(bytes.subarray(start, start + nx * ny * 4)).buffer);
}
