import { closeSync, fsyncSync, openSync, rmSync, statfsSync } from 'node:fs';
import { temporaryName, writeFully } from '../../base/atomic-file.ts';
import { cannotRead } from '../../base/errors.ts';
import { join } from 'node:path';
import { fail, ok, warn, type Finding } from './finding.ts';
import { gib } from './machine.ts';

const BLOCK_BYTES = 8 << 20;
const MOST_BYTES = 512 << 20;
const MOST_MS = 1000;
const SMALL_WRITES = 8;
const LITTLE_BYTES = 10 * 2 ** 30;
const SLOW_MB_PER_S = 100;
const SLOW_FLUSH_MS = 50;

/** How fast a folder takes data that stays (written and flushed, about a second), and how much room it has. */
export function diskFindings(folder: string): Finding[] {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return [roomFinding(folder, bavail * bsize), ...speedFindings(folder)];
  } catch (error) {
    return [fail('disk', `${folder}: ${cannotRead(error)}`, 'Give a folder that exists and that you may write to.')];
  }
}

function roomFinding(folder: string, freeBytes: number): Finding {
  const text = `${folder}: ${gib(freeBytes)} free`;
  if (freeBytes >= LITTLE_BYTES) return ok('disk room', text);
  return warn(
    'disk room',
    text,
    'Subtracted stacks take as much room as the raw ones: make space or use another folder.',
  );
}

function speedFindings(folder: string): Finding[] {
  const path = temporaryName(join(folder, 'doctor'));
  const fd = openSync(path, 'wx');
  try {
    const mbPerS = streamedMbPerS(fd);
    const flushMs = smallFlushMs(fd);
    const speed = `${folder}: ${mbPerS.toFixed(0)} MB/s written and flushed`;
    const flush = `${folder}: a small write is safe after ${flushMs.toFixed(1)} ms`;
    const useLocal = 'A local disk (NVMe) is much faster; a GPU waits for a disk like this one.';
    return [
      mbPerS >= SLOW_MB_PER_S ? ok('disk speed', speed) : warn('disk speed', speed, useLocal),
      flushMs <= SLOW_FLUSH_MS
        ? ok('disk flush', flush)
        : warn('disk flush', flush, 'Jobs with many small stacks are slow here; each output is flushed three times.'),
    ];
  } finally {
    closeSync(fd);
    rmSync(path, { force: true });
  }
}

function streamedMbPerS(fd: number): number {
  const block = Buffer.alloc(BLOCK_BYTES, 0xa5);
  const startMs = performance.now();
  let bytes = 0;
  while (bytes < MOST_BYTES && (bytes === 0 || performance.now() - startMs < MOST_MS)) {
    writeFully(fd, block, bytes);
    bytes += block.length;
  }
  fsyncSync(fd);
  return bytes / 1e3 / (performance.now() - startMs);
}

/** Median time of writing and flushing one block. */
function smallFlushMs(fd: number): number {
  const block = Buffer.alloc(4096, 0x5a);
  const times = Array.from({ length: SMALL_WRITES }, (_, i) => {
    const startMs = performance.now();
    writeFully(fd, block, i * block.length);
    fsyncSync(fd);
    return performance.now() - startMs;
  });
  return times.sort((a, b) => a - b)[SMALL_WRITES / 2] ?? 0;
}
