import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseGpus, discoverGpus, type GpuInventory } from '../../src/batch/gpu-discovery.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const TWO = '0, GPU-aaaa, 3, 24000\n1, GPU-bbbb, 20000, 24000\n';
const found: GpuInventory = {
  kind: 'found',
  gpus: [
    { id: 0, uuid: 'GPU-aaaa', usedMiB: 3, totalMiB: 24000 },
    { id: 1, uuid: 'GPU-bbbb', usedMiB: 20000, totalMiB: 24000 },
  ],
};
const absent: GpuInventory = { kind: 'absent' };

/** A folder for PATH with an `nvidia-smi` of our own. */
function fakeTool(script: string): string {
  const folder = temporaryFolder();
  const path = join(folder, 'nvidia-smi');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return folder;
}

describe('asking nvidia-smi', () => {
  const path = process.env.PATH;
  beforeEach(() => {
    process.env.PATH = temporaryFolder();
  });
  afterEach(() => {
    process.env.PATH = path;
  });
  const withTool = (script: string): void => {
    process.env.PATH = `${fakeTool(script)}:${path}`;
  };

  it('says when there is none', async () => {
    expect(await discoverGpus()).toEqual(absent);
  });
  it('lists the GPUs', async () => {
    withTool(`printf '${TWO}'`);
    expect(await discoverGpus()).toEqual(found);
  });
  it.each([
    ['fails', 'echo "Driver/library version mismatch" >&2; exit 18', 'code 18: Driver/library version mismatch'],
    ['talks nonsense', 'echo hello', 'unexpected: hello'],
    ['lists nothing', 'exit 0', 'lists no GPU'],
  ])('notices one that %s', async (_, script, why) => {
    withTool(script);
    expect(await discoverGpus()).toEqual({ kind: 'failing', why: expect.stringContaining(why) });
  });
  it('does not wait for ever for one that hangs', async () => {
    withTool('exec sleep 1000');
    expect(await discoverGpus(100)).toEqual({ kind: 'failing', why: expect.stringContaining('no answer') });
  });
});

describe('choosing the pool', () => {
  it('auto takes what is found, within the mask', () => {
    expect(chooseGpus('auto', found, undefined).gpus).toEqual([0, 1]);
    expect(chooseGpus('auto', found, '1').gpus).toEqual([1]);
    expect(chooseGpus('auto', found, 'GPU-bbbb').gpus).toEqual([1]);
  });
  it('auto needs a working nvidia-smi', () => {
    expect(chooseGpus('auto', absent, undefined).problems[0]?.message).toContain('there is no nvidia-smi');
    const failing: GpuInventory = { kind: 'failing', why: 'broken' };
    expect(chooseGpus('auto', failing, undefined).problems[0]?.message).toContain('auto: broken; give the ids');
  });
  it('refuses an id that does not exist', () => {
    expect(chooseGpus([0, 5], found, undefined).problems.map(({ message }) => message)).toEqual([
      'there is no GPU 5; nvidia-smi lists 0, 1',
    ]);
  });
  it('refuses an id outside the mask, and names the mask', () => {
    for (const inventory of [found, absent]) {
      const [problem] = chooseGpus([0, 1], inventory, '1').problems;
      expect(problem?.message).toContain('GPU 0 is outside CUDA_VISIBLE_DEVICES=1');
    }
    expect(chooseGpus([0], found, '').problems).toHaveLength(1);
  });
  it('takes ids as given, with a warning, when nvidia-smi fails', () => {
    const choice = chooseGpus([6], { kind: 'failing', why: 'broken' }, undefined);
    expect(choice).toMatchObject({ gpus: [6], problems: [] });
    expect(choice.notes).toEqual(['WARNING: broken; the GPU ids 6 are taken as given']);
  });
  it('says that ids are only slots without nvidia-smi', () => {
    expect(chooseGpus([0, 1], absent, undefined).notes).toEqual([expect.stringContaining('only slots for jobs')]);
  });
  it('warns about a GPU that somebody else uses', () => {
    expect(chooseGpus([0, 1], found, undefined).notes).toEqual([expect.stringContaining('GPU 1 is in use')]);
  });
});

describe('a batch on a machine with GPUs', () => {
  it('uses all of them with --gpus auto, and says so', async () => {
    const batch = new BatchFolder([{ id: 'a', gpus: 2 }], { gpus: 'auto' });
    const PATH = `${fakeTool(`printf '${TWO}'`)}:${process.env.PATH}`;
    expect((await batch.run([], { PATH })).code).toBe(0);
    expect(batch.job('a').assigned_gpus).toEqual([0, 1]);
    expect(batch.log()).toContain('>>> GPUs found: 0, 1');
  });
  it('refuses ids outside the mask before anything starts', async () => {
    const batch = new BatchFolder([{ id: 'a' }]);
    const { code, stderr } = await batch.run([], { CUDA_VISIBLE_DEVICES: '1' });
    expect(code).toBe(2);
    expect(stderr).toContain('outside CUDA_VISIBLE_DEVICES=1');
    expect(batch.journal()).toEqual([]);
  });
});
