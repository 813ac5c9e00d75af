import { open, type FileHandle } from 'node:fs/promises';
import type { LogHits, LogRange } from '../api.ts';

export const MOST_BYTES = 1 << 20;
const CHUNK_BYTES = 4 << 20;
const MOST_HITS = 500;
/** So much is searched for one request; the answer says where to go on. */
const MOST_SEARCHED_BYTES = 256 << 20;
const LONGEST_LINE = 2000;
const NEWLINE = 10;
const POLL_MS = 200;

export interface RangeRequest {
  /** Negative: so many bytes from the end. */
  from: number;
  bytes: number;
  /** With nothing new yet, the answer waits so long for more. */
  waitMs: number;
}

/** Bytes of a log of any size as text, from the start of a line to the end of one where there are any. No waiting for who is leaving. */
export async function readLogRange(
  path: string,
  { from, bytes, waitMs }: RangeRequest,
  leaving?: AbortSignal,
): Promise<LogRange> {
  const file = await open(path, 'r');
  try {
    const sizeBytes = await sizeBeyond(file, from, waitMs, leaving);
    const start = Math.max(0, from < 0 ? sizeBytes + from : Math.min(from, sizeBytes));
    const buffer = await readAt(file, start, Math.min(bytes, MOST_BYTES, sizeBytes - start));
    let [first, last] = [0, buffer.length];
    if (from < 0 && start > 0) first = buffer.indexOf(NEWLINE) + 1;
    if (start + last < sizeBytes) last = buffer.lastIndexOf(NEWLINE) + 1 || characterEnd(buffer);
    const text = buffer.toString('utf8', first, last);
    return { path, sizeBytes, from: start + first, to: start + last, text };
  } finally {
    await file.close();
  }
}

async function sizeBeyond(file: FileHandle, from: number, waitMs: number, leaving?: AbortSignal): Promise<number> {
  const end = performance.now() + waitMs;
  for (;;) {
    const { size } = await file.stat();
    if (from < 0 || size !== from || performance.now() >= end || leaving?.aborted) return size;
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
}

async function readAt(file: FileHandle, position: number, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, count));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
  return buffer.subarray(0, bytesRead);
}

/** The end of the last whole UTF-8 character. */
function characterEnd(buffer: Buffer): number {
  let end = buffer.length;
  for (let back = 1; back <= Math.min(4, buffer.length); back++) {
    const byte = buffer[buffer.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (length > back) end = buffer.length - back;
    break;
  }
  return end;
}

/** Lines that contain a text (upper and lower case alike in ASCII), from a byte on. */
export async function searchLog(path: string, text: string, from: number, limit: number): Promise<LogHits> {
  const wanted = Buffer.from(text.toLowerCase());
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const hits: LogHits['hits'] = [];
    const end = Math.min(size, from + MOST_SEARCHED_BYTES);
    for (let position = from; position < end;) {
      const chunk = await readAt(file, position, Math.min(CHUNK_BYTES, size - position));
      const atEnd = position + chunk.length >= size;
      const whole = atEnd ? chunk.length : chunk.lastIndexOf(NEWLINE) + 1 || chunk.length;
      const next = collectHits(chunk.subarray(0, whole), wanted, position, hits, Math.min(limit, MOST_HITS));
      if (next !== null) return { hits, next, sizeBytes: size };
      position += whole;
      if (whole === 0) break;
      if (position >= end && end < size) return { hits, next: position, sizeBytes: size };
    }
    return { hits, next: null, sizeBytes: size };
  } finally {
    await file.close();
  }
}

/** Adds the hits of some whole lines; where to go on when there are too many, else null. */
function collectHits(
  chunk: Buffer,
  wanted: Buffer,
  offset: number,
  hits: LogHits['hits'],
  limit: number,
): number | null {
  const lower = lowerCase(chunk);
  for (let at = lower.indexOf(wanted); at >= 0;) {
    const start = chunk.lastIndexOf(NEWLINE, at) + 1;
    const found = chunk.indexOf(NEWLINE, at);
    const end = found < 0 ? chunk.length : found;
    if (hits.length >= limit) return offset + start;
    hits.push({ at: offset + start, line: chunk.toString('utf8', start, Math.min(end, start + LONGEST_LINE)) });
    at = end + 1 > chunk.length ? -1 : lower.indexOf(wanted, end + 1);
  }
  return null;
}

/** ASCII letters in lower case, byte for byte. */
function lowerCase(chunk: Buffer): Buffer {
  const lower = Buffer.from(chunk);
  for (let i = 0; i < lower.length; i++) {
    const byte = lower[i] as number;
    if (byte >= 65 && byte <= 90) lower[i] = byte + 32;
  }
  return lower;
}
