import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { commitFile, temporaryName, writeFully } from '../base/atomic-file.ts';

/** A file that is being written from front to back under a temporary name. */
export class FileWriter {
  readonly temporary: string;
  private readonly fd: number;
  private position = 0;

  constructor(path: string) {
    this.temporary = temporaryName(path);
    this.fd = openSync(this.temporary, 'w');
  }

  write(bytes: Uint8Array): void {
    writeFully(this.fd, bytes, this.position);
    this.position += bytes.length;
  }

  /** Flushes what was written to the disk. */
  sync(): void {
    fsyncSync(this.fd);
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** Writes a file with `fill`: readers see the old content or all of the new; when something throws the old stays. */
export function writeThroughTemporary(path: string, fill: (writer: FileWriter) => void): void {
  const writer = new FileWriter(path);
  try {
    try {
      fill(writer);
      writer.sync();
    } finally {
      writer.close();
    }
    commitFile(writer.temporary, path);
  } catch (error) {
    rmSync(writer.temporary, { force: true });
    throw error;
  }
}
