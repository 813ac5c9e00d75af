import { fingerprint, type Fingerprint } from '../formats/mxt/fingerprint.ts';
import type { MrcWriter, SectionStats } from '../formats/mrc/write.ts';
import { flushFile } from './folder-sync.ts';
import { publishFile } from './publish.ts';
import { freeReplaced, holdReplaced } from './replaced-files.ts';
import { faultPoint } from '../base/fault-point.ts';

/** Bytes after which the disk is set to work while the threads compute on; fewer towards the end, so that little is left then. */
const FLUSH_BYTES = 8 << 20;
const LEAST_FLUSH_BYTES = 4 << 20;

/**
 * Makes one image file in chunks that `compute` has some thread write (it returns their statistics), `lanes` at a time;
 * then flushes it and puts it in place. On a failure no chunk is left in work and the temporary file is gone.
 */
export async function makeImage(
  writer: MrcWriter,
  chunks: number,
  lanes: number,
  compute: (chunk: number) => Promise<SectionStats>,
): Promise<Fingerprint> {
  freeReplaced();
  const stats = new Array<SectionStats>(chunks);
  const sizeBytes = writer.sectionOffset(writer.shape.sections);
  const flusher = new Flusher(writer.fd, sizeBytes);
  let next = 0;
  const lane = async () => {
    while (next < chunks) {
      const chunk = next++;
      try {
        const done = await compute(chunk);
        stats[chunk] = done;
        faultPoint('pixels-begun');
        flusher.wrote(4 * done.pixels);
      } catch (error) {
        next = chunks;
        throw error;
      }
    }
  };
  try {
    const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, chunks) }, lane));
    await flusher.settle();
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    const checksum = writer.complete(stats);
    await flushFile(writer.fd);
    writer.close();
    faultPoint('image-flushed');
    if (sizeBytes >= FLUSH_BYTES) holdReplaced(writer.path);
    await publishFile(writer.temporary, writer.path);
    faultPoint('image-published');
    return { ...fingerprint(writer.path), crc32: checksum };
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** Flushes a growing file from time to time, one flush at a time. */
class Flusher {
  private readonly fd: number;
  private leftBytes: number;
  private waitingBytes = 0;
  private running: Promise<void> | null = null;
  private error: Error | null = null;

  constructor(fd: number, sizeBytes: number) {
    this.fd = fd;
    this.leftBytes = sizeBytes;
  }

  wrote(bytes: number): void {
    this.waitingBytes += bytes;
    this.leftBytes -= bytes;
    const enough = Math.max(LEAST_FLUSH_BYTES, Math.min(FLUSH_BYTES, this.leftBytes));
    if (this.waitingBytes < enough || this.running) return;
    this.waitingBytes = 0;
    this.running = flushFile(this.fd)
      .catch((error: Error) => void (this.error ??= error))
      .finally(() => (this.running = null));
  }

  /** Resolves when no flush runs; throws what one of them met. */
  async settle(): Promise<void> {
    await this.running;
    if (this.error !== null) throw this.error;
  }
}
