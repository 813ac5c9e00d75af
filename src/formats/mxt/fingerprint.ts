import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A file as it was: two match when size and mtime match; outputs also carry a checksum. (contract 7) */
export interface Fingerprint {
  path: string;
  size_bytes: number;
  mtime_ns: bigint;
  /** CRC-32 of all bytes of the file. */
  crc32?: number;
}

/** The file's fingerprint now, without a checksum; throws the system's error when there is no such file. */
export function fingerprint(path: string): Fingerprint {
  const { size, mtimeNs } = statSync(path, { bigint: true });
  return { path, size_bytes: Number(size), mtime_ns: mtimeNs };
}

/** The same, or null when there is no such file. */
export function fingerprintIfAny(path: string): Fingerprint | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : { path, size_bytes: Number(stat.size), mtime_ns: stat.mtimeNs };
}

/** Size and mtime are the same; checksums are not looked at. */
export function sameFile(a: Fingerprint, b: Fingerprint): boolean {
  return a.size_bytes === b.size_bytes && a.mtime_ns === b.mtime_ns;
}

/** How a file relates to what was recorded of it; a file that was only copied has another mtime but the same checksum. */
export type Sameness = 'same' | 'same checksum' | 'same size, no checksum' | 'changed';

/** Compares a file (default: the one at `recorded.path`) with its record; reads the whole file only when its mtime differs. */
export function compareWithRecord(recorded: Fingerprint, path = recorded.path, now = fingerprint(path)): Sameness {
  if (sameFile(now, recorded)) return 'same';
  if (now.size_bytes !== recorded.size_bytes) return 'changed';
  if (recorded.crc32 === undefined) return 'same size, no checksum';
  return fileChecksum(path) === recorded.crc32 ? 'same checksum' : 'changed';
}

/** CRC-32 of a file, read in blocks of 1 MiB. */
export function fileChecksum(path: string): number {
  const fd = openSync(path, 'r');
  try {
    const block = Buffer.allocUnsafe(1 << 20);
    let sum = 0;
    for (let read = readSync(fd, block); read > 0; read = readSync(fd, block))
      sum = crc32(block.subarray(0, read), sum);
    return sum;
  } finally {
    closeSync(fd);
  }
}
