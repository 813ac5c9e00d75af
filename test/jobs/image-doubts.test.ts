import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MMS, PMS, changeBytes } from '../bad-input/bad-input.ts';
import { runProgram } from '../helpers/program.ts';
import { makeSmallProject, writeParticles } from '../helpers/small-project.ts';

const STACK = 'J220/extract/a_particles.mrcs';

/** The warnings of a job that runs in spite of them. */
async function warningsOf(project: string, argv: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runProgram(argv, { cwd: project });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('>>> WARNING'))
    .map((line) => line.replaceAll(`${project}/`, ''));
}

it('jobs say what is odd about the headers of their images', async () => {
  const project = makeSmallProject();
  expect(await warningsOf(project, PMS)).toEqual([]);
  appendFileSync(join(project, STACK), 'more');
  changeBytes(join(project, 'J2/mic.mrc'), (bytes) => void bytes.set([2, 0, 0, 0, 1], 64));
  const extra = `${STACK}: 4 bytes more than the header says follow the data; ignored`;
  expect(await warningsOf(project, PMS)).toEqual([`>>> WARNING ${extra}`]);
  const axes = 'axes (mapc, mapr, maps) are 2, 1, 3, not 1, 2, 3; columns and rows are taken as they lie in the file';
  expect(await warningsOf(project, [...MMS, '--particle_output_root=runs/pms'])).toContain(
    `>>> WARNING J2/mic.mrc: ${axes}`,
  );
});

it('a pixel size other than that of the headers is said, for the thickness of the membrane hangs on it', async () => {
  const project = makeSmallProject();
  writeParticles(join(project, 'J220/particles.cs'), [{ psizeA: 2 }, { psizeA: 2 }]);
  const words = 'its header says 4.0000 Å a pixel, the table 2.0000 Å, which is used';
  expect(await warningsOf(project, PMS)).toEqual([`>>> WARNING ${STACK}: ${words}`]);
  rmSync(join(project, 'runs'), { recursive: true });
  // A calibration of some percent is nothing odd.
  writeParticles(join(project, 'J220/particles.cs'), [{ psizeA: 3.9 }, { psizeA: 3.9 }]);
  expect(await warningsOf(project, PMS)).toEqual([]);
});
