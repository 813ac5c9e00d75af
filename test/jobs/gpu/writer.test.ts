import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import koffi from 'koffi';
import { afterAll, expect, it } from 'vitest';
import { Random } from '../../../src/base/random.ts';
import { writePixels } from '../../../src/formats/mrc/write.ts';
import type { Reply } from '../../../src/jobs/pool.ts';
import { describeWithFakeCuda } from '../../helpers/fake-cuda.ts';
import { DIST } from '../../helpers/program.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const RUN = 500;
const PIXELS = 3 * RUN + 20;

describeWithFakeCuda('a thread that writes for one with a GPU', () => {
  const worker = new Worker(join(DIST, 'gpu-writer.cjs'));
  const random = new Random(2);
  const pixels = Float32Array.from({ length: PIXELS }, () => random.normal());
  const address = BigInt(koffi.address(pixels));
  const ask = async (fd: number): Promise<Reply> => {
    worker.postMessage({ id: 7, task: { address, pixels: PIXELS, runPixels: RUN, fd, offset: 16 } });
    const [reply] = (await once(worker, 'message')) as [Reply];
    return reply;
  };
  afterAll(async () => {
    const ended = once(worker, 'exit');
    worker.postMessage(null);
    expect(await ended).toEqual([0]);
  });

  it('writes the memory at an address, and tells the statistics of each run, the same bits as anybody', async () => {
    const [path, other] = ['one', 'other'].map((name) => join(temporaryFolder(), name)) as [string, string];
    const [fd, otherFd] = [openSync(path, 'w'), openSync(other, 'w')];
    const expected = [0, 1, 2, 3].map((run) => {
      return writePixels(otherFd, 16 + 4 * run * RUN, pixels.subarray(run * RUN, (run + 1) * RUN));
    });
    expect(await ask(fd)).toEqual({ id: 7, result: expected });
    expect(readFileSync(path).equals(readFileSync(other))).toBe(true);
    for (const one of [fd, otherFd]) closeSync(one);
  });

  it("says what failed with the system's word", async () => {
    const readOnly = openSync(import.meta.filename, 'r');
    expect(await ask(readOnly)).toMatchObject({ id: 7, error: { type: 'EBADF' } });
    closeSync(readOnly);
  });
});
