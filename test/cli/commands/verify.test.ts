import { cpSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NativeBatch } from '../../helpers/native-batch.ts';
import { runProgram } from '../../helpers/program.ts';
import { SHARED_DATA, describeWithSharedData } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

it('an output root that was moved away is named', async () => {
  const batch = new NativeBatch({ stacks: 1, images: 1, box: 32 });
  expect((await batch.run()).code).toBe(0);
  renameSync(batch.folderOf('pms'), `${batch.folderOf('pms')}.moved`);
  const { code, stdout } = await runProgram(['verify', batch.root]);
  expect(code).toBe(1);
  expect(stdout).toContain(`NOT WHOLE  pms  success  its folder ${batch.folderOf('pms')} does not exist`);
});

describeWithSharedData('verify of a batch of the older program', () => {
  it('looks for what its sidecars name', async () => {
    const tiny = join(SHARED_DATA, 'golden/tiny');
    const root = temporaryFolder();
    for (const name of ['scheduler_state.json', 'jobs']) {
      cpSync(join(tiny, 'scheduler_example', name), join(root, name), { recursive: true });
    }
    const state = readFileSync(join(root, 'scheduler_state.json'), 'utf8');
    writeFileSync(join(root, 'scheduler_state.json'), state.replaceAll(/"\/[^"]*\/scheduler_example\//g, `"${root}/`));
    const without = await runProgram(['verify', root]);
    expect(without.code).toBe(1);
    expect(without.stdout).toMatch(
      /^NOT WHOLE {2}pms_step005 {2}success {2}0\/2 outputs {2}a job of the older program/,
    );
    for (const [job, made] of [
      ['pms_step005/step005', 'pms_step0.005'],
      ['pms_step002/subtracted', 'pms_step0.002'],
      ['mms_step005/step005', 'mms_from_step0.005'],
    ] as const) {
      const images = join(tiny, 'expected', made, 'subtracted');
      for (const name of readdirSync(images).filter((one) => /\.mrcs?$/.test(one))) {
        cpSync(join(images, name), join(root, 'jobs', job, name));
      }
    }
    const whole = await runProgram(['verify', root]);
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('All outputs that are known are whole.') });
  });
});
