import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openMrc } from '../../src/formats/mrc/read.ts';
import { goldenProject, mmsArgv, pmsArgv, type JobProject } from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { describeWithSharedData } from '../helpers/shared-data.ts';

/** Image name, micrograph, x; then y. */
const PARTICLE = /^(\S+@\S+ (\S+) \S+) (\d+)/gm;

function rowsOf(micrograph: string): number {
  const reader = openMrc(micrograph);
  reader.close();
  return reader.header.rows;
}

/** Writes the coordinates into the project's STAR file with another convention; micrographs differ in height. */
function changeY({ folder, star }: JobProject, change: (yPx: number, rows: number) => number): void {
  const changed = readFileSync(star, 'utf8').replaceAll(
    PARTICLE,
    (_line, start: string, micrograph: string, y: string) => {
      return `${start} ${change(Number(y), rowsOf(join(folder, 'project', micrograph)))}`;
    },
  );
  writeFileSync(star, changed);
}

describeWithSharedData('the proof of orientation', () => {
  it('coordinates as they are: proved, and the contrast is said', async () => {
    const project = goldenProject('small');
    await runProgram(pmsArgv(project));
    const { code, stdout } = await runProgram(mmsArgv(project));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      />>> orientation proved by \d+ particles; .* contrast of the particles inverted from the micrographs\n/,
    );
  });
  it.each<[string, (yPx: number, rows: number) => number]>([
    ['H - y', (y, rows) => rows - y],
    ['H - 1 - y', (y, rows) => rows - 1 - y],
  ])('coordinates written as %s are refused before anything is computed', async (_name, change) => {
    const project = goldenProject('small');
    await runProgram(pmsArgv(project));
    changeY(project, change);
    const { code, stderr } = await runProgram(mmsArgv(project));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /the particles fit the micrographs only with y mirrored .* without \(or with\) the flip of y/,
    );
    expect(existsSync(join(project.mmsRoot, 'subtracted'))).toBe(false);
  });
  it('coordinates that fit neither way give a warning', async () => {
    const project = goldenProject('small');
    await runProgram(pmsArgv(project));
    changeY(project, (y, rows) => (y + Math.round(rows / 3)) % rows);
    const { code, stdout } = await runProgram(mmsArgv(project));
    expect(code).toBe(0);
    expect(stdout).toContain('>>> WARNING the orientation could not be proved by ');
  });
});
