import { open, rm, type FileHandle } from 'node:fs/promises';
import { commitFile, temporaryName } from '../base/atomic-file.ts';

/** So much may wait for the disk before it is told to begin. */
const SYNC_BYTES = 32 << 20;

/** A file that is written, and flushed, while its next part is still being made. */
export class WriteBehind {
  private readonly handle: FileHandle;
  private position = 0;
  private unsynced = 0;
  private writing: Promise<void> | null = null;
  private syncing: Promise<void> | null = null;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  /** Waits for the part before, then begins to write this one, which must stay as it is until the next call returns. */
  async put(bytes: Uint8Array): Promise<void> {
    await this.writing;
    this.writing = quiet(this.write(bytes, this.position));
    this.position += bytes.length;
    this.unsynced += bytes.length;
    if (this.unsynced < SYNC_BYTES) return;
    this.unsynced = 0;
    await this.syncing;
    this.syncing = quiet(this.handle.datasync());
  }

  /** Waits until nothing that was given is in use any more. */
  async settle(): Promise<void> {
    await Promise.all([this.writing, this.syncing]);
  }

  private async write(bytes: Uint8Array, begin: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, begin + done);
      done += bytesWritten;
    }
  }
}

/** The same promise; that nobody waits for it yet is no mistake. */
function quiet(promise: Promise<void>): Promise<void> {
  promise.catch(() => {});
  return promise;
}

/** As writeThroughTemporary, for a `fill` that writes behind. */
export async function writeBehindTemporary(path: string, fill: (writer: WriteBehind) => Promise<void>): Promise<void> {
  const temporary = temporaryName(path);
  const handle = await open(temporary, 'w');
  try {
    const writer = new WriteBehind(handle);
    try {
      await fill(writer);
      await writer.settle();
      await handle.sync();
    } finally {
      await handle.close(); // waits for what is under way
    }
    commitFile(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
