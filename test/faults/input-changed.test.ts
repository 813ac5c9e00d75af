import { utimesSync } from 'node:fs';
import { expect, it } from 'vitest';
import { goldenProject, mmsArgv, pmsArgv } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

describeWithSharedData('an input that changes between PMS and MMS', () => {
  it('is seen by MMS and said, with what to do', async () => {
    const project = goldenProject('tiny');
    await runProgram(pmsArgv(project));
    const [stack = ''] = project.stacks;
    utimesSync(stack, 5, 5);
    const { code, stdout } = await runProgram(mmsArgv(project));
    expect(code).toBe(0);
    expect(stdout).toContain(
      `>>> WARNING 1 raw stacks have changed since PMS read them (first: ${stack}); run the PMS`,
    );
  });
});
