import { closeSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decompressBzip2 } from './bzip2/decompress.ts';
import { Bzip2Error } from './bzip2/error.ts';
import { MemorySource, type ByteSource } from './byte-source.ts';
import { InputFile, stampOf, type FileStamp } from './input-file.ts';
import { errorCode, messageOf, refuse } from '../base/errors.ts';

/** Up to this size decompressed bytes stay in memory; more go to a temporary file without a name. */
const MEMORY_LIMIT = 64 << 20;
const CHUNK_BYTES = 1 << 20;

/**
 * Opens a file for reading by position. gzip and bzip2 (told by content, not by name) are decompressed once, here.
 * A missing, unreadable or damaged file is an InputError.
 */
export function openByteSource(path: string, memoryLimit = MEMORY_LIMIT): ByteSource {
  return openStamped(path, memoryLimit).source;
}

/** As openByteSource, with the stamp of the file on the disk: the path is asked once, which counts on a network. */
export function openStamped(path: string, memoryLimit = MEMORY_LIMIT): { source: ByteSource; stamp: FileStamp } {
  const file = new InputFile(path);
  try {
    const compression = compressionOf(file);
    if (compression === null) return { source: file, stamp: file };
    const source = compression === 'gzip' ? gunzip(file, memoryLimit) : bunzip2(file, memoryLimit);
    file.close();
    return { source, stamp: file };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Told by the first three bytes. */
export function compressionOf(file: ByteSource): 'gzip' | 'bzip2' | null {
  const magic = Buffer.alloc(Math.min(3, file.sizeBytes));
  file.readFully(magic, 0);
  if (magic.equals(Buffer.of(0x1f, 0x8b, 8))) return 'gzip';
  return magic.equals(Buffer.from('BZh')) ? 'bzip2' : null;
}

function gunzip(file: InputFile, memoryLimit: number): ByteSource {
  if (file.sizeBytes > memoryLimit) return gunzipToFile(file);
  try {
    return new MemorySource(file.path, gunzipSync(readFileSync(file.fd), { maxOutputLength: memoryLimit }));
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') return gunzipToFile(file);
    return refuse(file.path, `is damaged gzip data: ${messageOf(error)}`);
  }
}

/** Node has no synchronous streaming decompressor, so a child process does it from descriptor 0 to descriptor 1. */
const GUNZIP_PROGRAM = `
const { createReadStream, createWriteStream } = require('node:fs');
const fail = (error) => { if (error) { console.error(error.message); process.exitCode = 1; } };
require('node:stream').pipeline(createReadStream('', { fd: 0, start: 0 }), require('node:zlib').createGunzip(),
  createWriteStream('', { fd: 1 }), fail);`;

function gunzipToFile(file: InputFile): ByteSource {
  const fd = openUnnamedFile();
  // Seldom needed, and not quickly loaded: every worker thread would pay for an import.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { status, stderr, error } = spawnSync(process.execPath, ['-e', GUNZIP_PROGRAM], {
    stdio: [file.fd, fd, 'pipe'],
    encoding: 'utf8',
  });
  if (status === 0) return decompressedFile(file.path, fd);
  closeSync(fd);
  return refuse(file.path, `cannot be decompressed (gzip): ${error ? error.message : stderr.trim()}`);
}

function bunzip2(file: InputFile, memoryLimit: number): ByteSource {
  const sink = new Sink(memoryLimit);
  try {
    decompressBzip2(chunksOf(file), (bytes) => sink.write(bytes));
  } catch (error) {
    sink.abandon();
    if (error instanceof Bzip2Error) refuse(file.path, `is damaged bzip2 data: ${error.message}`);
    throw error;
  }
  return sink.finish(file.path);
}

function chunksOf(file: InputFile): () => Uint8Array | null {
  const chunk = new Uint8Array(CHUNK_BYTES);
  let position = 0;
  return () => {
    const got = readSync(file.fd, chunk, 0, chunk.length, position);
    position += got;
    return got === 0 ? null : chunk.subarray(0, got);
  };
}

/** Collects decompressed bytes in memory, and in an unnamed file once they become too many. */
class Sink {
  private chunks: Uint8Array[] = [];
  private bytes = 0;
  private fd: number | null = null;
  private readonly memoryLimit: number;
  constructor(memoryLimit: number) {
    this.memoryLimit = memoryLimit;
  }

  write(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (this.fd === null && this.bytes > this.memoryLimit) {
      this.fd = openUnnamedFile();
      for (const chunk of this.chunks.splice(0)) append(this.fd, chunk);
    }
    if (this.fd === null) this.chunks.push(bytes.slice());
    else append(this.fd, bytes);
  }

  finish(path: string): ByteSource {
    return this.fd === null ? new MemorySource(path, Buffer.concat(this.chunks)) : decompressedFile(path, this.fd);
  }

  abandon(): void {
    if (this.fd !== null) closeSync(this.fd);
  }
}

function append(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

function decompressedFile(path: string, fd: number): ByteSource {
  return new InputFile(path, { fd, ...stampOf(fd) });
}

/** A file in the temporary folder (TMPDIR) that vanishes with its descriptor, however this process ends. */
function openUnnamedFile(): number {
  const path = join(tmpdir(), `.bezierfit-${crypto.randomUUID()}.tmp`);
  const fd = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return fd;
}
