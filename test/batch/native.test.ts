import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SavedState } from '../../src/batch/saved-state.ts';
import { describeWithSharedData, SHARED_DATA } from '../helpers/shared-data.ts';
import { runProgram, startProgram } from '../helpers/program.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';

const TINY = join(SHARED_DATA, 'golden/tiny');
const JOBS = ['pms_step005', 'pms_step002', 'mms_step005'];

/** A copy of the older program's example: two PMS jobs and an MMS job that follows one of them. */
function example(): string {
  const root = temporaryFolder();
  for (const name of ['project', 'control_points.json'])
    cpSync(join(TINY, name), join(root, name), { recursive: true });
  mkdirSync(join(root, 'run'));
  cpSync(join(TINY, 'scheduler_example/spec.json'), join(root, 'run/spec.json'));
  return join(root, 'run');
}

const stateOf = (root: string): SavedState => JSON.parse(readFileSync(join(root, 'scheduler_state.json'), 'utf8'));

/** Path -> bytes of all images that the batch wrote. */
function outputs(root: string): Map<string, string> {
  const files = readdirSync(join(root, 'jobs'), { recursive: true, encoding: 'utf8' });
  const images = files.filter((file) => /_subtracted\.mrcs?$/.test(file)).sort();
  return new Map(images.map((file) => [file, readFileSync(join(root, 'jobs', file), 'latin1')]));
}

describeWithSharedData('a batch of our own jobs', () => {
  it("runs the older program's example, and starts what a person can type", async () => {
    const root = example();
    const { code } = await runProgram(['batch', '--spec', join(root, 'spec.json')]);
    expect(code).toBe(0);
    const golden = JSON.parse(readFileSync(join(TINY, 'scheduler_example/scheduler_state.json'), 'utf8')) as SavedState;
    const brief = ({ jobs }: SavedState): unknown =>
      jobs.map(({ job_id, kind, status, returncode, reason }) => [job_id, kind, status, returncode, reason]);
    expect(brief(stateOf(root))).toEqual(brief(golden));
    expect(stateOf(root).jobs[2]?.progress).toMatchObject({ done: 2, total: 2, unit: 'micrographs' });
    const { argv } = JSON.parse(readFileSync(join(root, 'jobs/mms_step005/job_spec_resolved.json'), 'utf8'));
    expect(argv.slice(2)).toEqual(expect.arrayContaining(['mms', join(root, 'jobs/pms_step005')]));
    const again = await runProgram(argv.slice(2), { cwd: join(root, 'jobs/mms_step005') });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('>>> SKIP_UPTODATE') });
  });

  it('is complete and unchanged after kill -9 of the scheduler at any moment and a second start', async () => {
    const undisturbed = example();
    await runProgram(['batch', '--spec', join(undisturbed, 'spec.json')]);
    const root = example();
    for (const job of JOBS) {
      const scheduler = startProgram(['batch', '--spec', join(root, 'spec.json')]);
      const ended = new Promise((resume) => scheduler.on('close', resume));
      const begun = (): boolean => ['running', 'success'].includes(statusOf(root, job));
      await waitFor(`the start of ${job}`, () => begun() || scheduler.exitCode !== null);
      scheduler.kill('SIGKILL');
      await ended;
    }
    expect((await runProgram(['batch', '--spec', join(root, 'spec.json')])).code).toBe(0);
    expect(stateOf(root).jobs.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
    expect([...outputs(root).keys()]).toHaveLength(6);
    expect(outputs(root)).toEqual(outputs(undisturbed));
  });
});

function statusOf(root: string, job: string): string {
  try {
    return stateOf(root).jobs.find(({ job_id }) => job_id === job)?.status ?? '';
  } catch {
    return '';
  }
}
