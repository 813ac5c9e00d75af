import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithFakeCuda } from '../helpers/fake-cuda.ts';
import { fakeGpus } from '../helpers/fake-gpus.ts';
import { NativeBatch, type NativeJob } from '../helpers/native-batch.ts';
import { runProgram } from '../helpers/program.ts';

const SIZE = { stacks: 3, images: 4, box: 32 };
const onGpu = (id: string, job: object = {}): NativeJob => ({
  id,
  job: { resources: { gpus: 1, procs: 1 }, ...job },
  args: { device: 'cuda' },
});

describeWithFakeCuda('a batch on two GPUs that fail', () => {
  it('each job by its own fault, the others go on, and the same command mends it', async () => {
    const jobs = [onGpu('xid'), onGpu('lost', { retries: 1 }), onGpu('full'), onGpu('after', { depends_on: ['lost'] })];
    const batch = new NativeBatch(SIZE, jobs, { gpus: [0, 1] });
    const script = join(batch.root, 'faults.cjs');
    writeFileSync(
      script,
      `const { BEZIERFIT_JOB_ID: id, BEZIERFIT_ATTEMPT: attempt } = process.env;
       const faults = { xid: 'cuStreamQuery:10=719', full: 'cuMemAlloc_v2:0=2',
                        lost: attempt === '1' ? 'cuLaunchKernel:9=46' : undefined };
       if (faults[id]) process.env.FAKE_CUDA_FAIL = faults[id];`,
    );
    const { env } = fakeGpus({ DEVICES: '2' });
    const loaded = { ...env, NODE_OPTIONS: `--require=${script}` };
    expect((await batch.run(loaded)).code).toBe(1);
    expect(batch.job('xid')).toMatchObject({ status: 'failed', failure: { class: 'gpu_fault' } });
    expect(batch.job('xid').failure?.last_line).toContain('GPU 0 (Fake GPU 0, 0000:01:00.0)');
    expect(batch.job('full')).toMatchObject({ status: 'failed', failure: { class: 'out_of_memory', partial: '0/3' } });
    expect(batch.job('lost')).toMatchObject({ status: 'success', attempts: 2, failed_attempts: 1 });
    expect(batch.job('after').status).toBe('success');
    const gpusOfLost = [...batch.log().matchAll(/START job_id=lost .* gpus=\[(\d)\]/g)].map(([, gpu]) => gpu);
    expect(new Set(gpusOfLost).size).toBe(2);
    expect(batch.log()).toMatch(/>>> RETRY job_id=lost retry 1 of 1, after gpu_fault: .*Fake GPU 1, 0000:02:00\.0/);
    expect((await runProgram(['verify', batch.root])).code).toBe(1);
    expect((await runProgram(['resume', batch.root], { env: { ...env, CUDA_VISIBLE_DEVICES: undefined } })).code).toBe(
      0,
    );
    expect((await runProgram(['verify', batch.root, '--deep'])).code).toBe(0);
  });
});
