import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Machine } from '../../src/server/api.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { fakeNvidiaSmi } from '../helpers/fake-nvidia-smi.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { GuiProcess } from './gui-process.ts';

let gui: GuiProcess | undefined;
afterEach(async () => {
  await gui?.kill();
});

it('shows who holds which GPU: jobs of ours by their batch, others by user and program', async () => {
  const gpus = '0, GPU-a, NVIDIA GeForce RTX 4090, 100, 24564, 7\\n1, GPU-b, NVIDIA H200, 0, 143771, [N/A]\\n';
  const PATH = fakeNvidiaSmi(temporaryFolder(), gpus, `GPU-b, ${process.pid}, 512\\n`);
  const batch = new BatchFolder([{ id: 'a', gate: 'a' }], { gpus: [0] });
  gui = new GuiProcess(['--root', batch.root], { PATH });
  await gui.ready();
  await gui.logIn();
  await gui.post('/api/draft', { runRoot: batch.root, spec: {}, revision: null }); // so that it is known
  const { finished } = batch.start([], { PATH });
  await batch.untilState('a to run', (job) => job('a').status === 'running');
  const machine = await gui.json<Machine>(`/api/machine?runRoot=${encodeURIComponent(batch.root)}`);
  const { bavail, bsize } = statfsSync(batch.root);
  expect(machine.disks).toMatchObject([{ folder: batch.root }]);
  expect(Math.abs((machine.disks[0]?.freeBytes ?? 0) - bavail * bsize)).toBeLessThan(10e9);
  expect(machine.gpuFault).toBeNull();
  expect(machine.gpus).toMatchObject([
    {
      id: 0,
      name: 'RTX 4090',
      usedMiB: 100,
      totalMiB: 24564,
      usePercent: 7,
      holders: [{ jobId: 'a', runRoot: batch.root }],
    },
    { id: 1, name: 'H200', usePercent: null, holders: [{ pid: process.pid, usedMiB: 512, jobId: null }] },
  ]);
  expect(machine.gpus[1]?.holders[0]?.program).not.toBe('unknown');
  const aliveMs = Date.now() - Date.parse(machine.gpus[1]?.holders[0]?.sinceUtc ?? '');
  expect(Math.abs(aliveMs - 1000 * process.uptime())).toBeLessThan(5000);
  expect(machine.cpu.cores).toBeGreaterThan(0);
  batch.open('a');
  await finished;
});

it('says why there are no GPUs', async () => {
  const folder = temporaryFolder();
  const PATH = fakeNvidiaSmi(folder, '', '');
  writeFileSync(join(folder, 'nvidia/nvidia-smi'), '#!/bin/sh\necho "driver mismatch" >&2\nexit 9\n');
  gui = new GuiProcess([], { PATH });
  await gui.ready();
  await gui.logIn();
  const machine = await gui.json<Machine>('/api/machine');
  expect(machine).toMatchObject({ gpus: [], gpuFault: 'nvidia-smi ended with code 9: driver mismatch', disks: [] });
});
