import { closeSync, openSync, rename, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { temporaryName, writeFully } from '../base/atomic-file.ts';
import { FolderSync, flushFile } from './folder-sync.ts';

const renameFile = promisify(rename);
const folders = new FolderSync();

/** Puts a flushed temporary file under its final name; resolves when that is durable. */
export async function publishFile(temporary: string, path: string): Promise<void> {
  await renameFile(temporary, path);
  await folders.flush(dirname(path));
}

/** Like `writeFileAtomic`, durable, without blocking the thread while the disk works. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const fd = openSync(temporary, 'w');
    try {
      writeFully(fd, Buffer.from(text), 0);
      await flushFile(fd);
    } finally {
      closeSync(fd);
    }
    await publishFile(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
