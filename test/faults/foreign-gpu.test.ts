import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { waitFor } from '../helpers/wait.ts';

/** Puts an `nvidia-smi` first on PATH: two GPUs; this test process computes on GPU 0 while the file `busy` is there. */
function environment(batch: BatchFolder): NodeJS.ProcessEnv {
  const folder = batch.makeFolder('bin');
  const busy = join(batch.root, 'busy');
  writeFileSync(busy, '');
  writeFileSync(
    join(folder, 'nvidia-smi'),
    `#!/bin/sh
case "$1" in
  --query-gpu*) printf '0, GPU-aaaa, 3, 24000\\n1, GPU-bbbb, 3, 24000\\n' ;;
  *) if [ -e '${busy}' ]; then printf 'GPU-aaaa, ${process.pid}, /opt/other/python, 900\\n'; fi ;;
esac
`,
  );
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  return { PATH: `${folder}:${process.env.PATH}`, BEZIERFIT_GPU_LOOK_S: '0.05' };
}

const SAID = `>>> WARNING: GPU 0 is used by python (pid ${process.pid}), not of this batch`;

it('names foreign work on a GPU of the pool', async () => {
  const batch = new BatchFolder([{ id: 'a', gate: 'go' }]);
  const { finished } = batch.start([], environment(batch));
  await waitFor('the word about it', () => existsSync(batch.statePath) && batch.log().includes(SAID));
  batch.open('go');
  expect((await finished).code).toBe(0);
});

it('avoid_busy_gpus: waits for GPUs that somebody else uses, and says so', async () => {
  const batch = new BatchFolder([{ id: 'a' }, { id: 'both', gpus: 2 }], { avoid_busy_gpus: true });
  const { finished } = batch.start([], environment(batch));
  await batch.until('end', 'a');
  const reason = `waits for 2 GPUs (1 free): GPU 0 is used by python (pid ${process.pid})`;
  await batch.untilState('the reason', (job) => job('both').reason_waiting === reason);
  expect(batch.journal().find(({ job }) => job === 'a')?.gpus).toBe('1');
  expect(batch.has('start', 'both')).toBe(false);
  rmSync(join(batch.root, 'busy'));
  expect((await finished).code).toBe(0);
  expect(batch.log()).toContain('>>> GPU 0 is no longer used by others');
});
