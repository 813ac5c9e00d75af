import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fsyncFolder } from '../src/base/atomic-file.ts';

/** Stays in the processor's cache; larger ones are slower. */
const BLOCK_BYTES = 1 << 18;

/** Seconds to read a file, or every file of a folder, and to have a copy of it safely on the disk. Removes the copy. */
export function copyDurably(source: string): number {
  const target = mkdtempSync(join(dirname(source), 'copy-'));
  const started = performance.now();
  for (const path of filesOf(source)) pour(path, join(target, basename(path)));
  fsyncFolder(target);
  const seconds = (performance.now() - started) / 1000;
  rmSync(target, { recursive: true });
  return seconds;
}

/** Seconds to read a file, or every file of a folder. */
export function readThrough(source: string): number {
  const started = performance.now();
  for (const path of filesOf(source)) pour(path, null);
  return (performance.now() - started) / 1000;
}

function filesOf(source: string): string[] {
  if (!statSync(source).isDirectory()) return [source];
  return readdirSync(source).map((name) => join(source, name));
}

function pour(source: string, target: string | null): void {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const input = openSync(source, 'r');
  const output = target === null ? null : openSync(target, 'w');
  for (let got = readSync(input, block); got > 0; got = readSync(input, block)) {
    if (output !== null) writeSync(output, block, 0, got);
  }
  if (output !== null) {
    fsyncSync(output);
    closeSync(output);
  }
  closeSync(input);
}
