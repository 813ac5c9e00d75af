import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HEADER_BYTES } from '../../src/formats/mrc/layout.ts';
import { Mosaic } from '../../src/membrane/mosaic.ts';
import {
  imageHashes,
  micrographsProject,
  mmsArgv,
  outputsOf,
  pmsArgv,
  readPixels,
  type JobProject,
} from '../helpers/job-project.ts';
import { runProgram } from '../helpers/program.ts';
import { putBack } from '../helpers/put-back.ts';

/** Several stripes, boxes over many of them, several micrographs. */
const SIZE = { micrographs: 3, columns: 3000, rows: 700, particles: 30, box: 96 };

async function projectAfterPms(): Promise<JobProject> {
  const project = micrographsProject(SIZE);
  expect(await runProgram(pmsArgv(project))).toMatchObject({ code: 0, stderr: '' });
  return project;
}

const micrographPath = ({ folder }: JobProject, index: number) =>
  join(folder, 'project/J218', `micrograph_${index}.mrc`);

/** Centres of a micrograph's particles, as the STAR file has them. */
function centresOf({ star }: JobProject, micrograph: number): { xPx: number; yPx: number }[] {
  const lines = readFileSync(star, 'utf8').split('\n');
  return lines
    .filter((line) => line.includes(`micrograph_${micrograph}.mrc`))
    .map((line) => {
      const [, , xPx, yPx] = line.split(' ').map(Number);
      return { xPx: xPx!, yPx: yPx! };
    });
}

function setNaN(path: string, { xPx, yPx }: { xPx: number; yPx: number }): void {
  const fd = openSync(path, 'r+');
  const nan = new Uint8Array(Float32Array.of(NaN).buffer);
  writeSync(fd, nan, 0, 4, HEADER_BYTES + 4 * (yPx * SIZE.columns + xPx));
  closeSync(fd);
}

it(
  'gives the same bytes with one thread and with two, those of one pass over everything',
  { timeout: 60_000 },
  async () => {
    const project = await projectAfterPms();
    const hashes: Map<string, string>[] = [];
    for (const procs of ['1', '2']) {
      const mmsRoot = join(project.folder, `mms${procs}`);
      const argv = mmsArgv({ ...project, mmsRoot }, '--procs', procs);
      expect(await runProgram(argv)).toMatchObject({ code: 0, stderr: '' });
      hashes.push(imageHashes(mmsRoot));
    }
    expect(hashes[0]?.size).toBe(SIZE.micrographs);
    expect(hashes[1]).toEqual(hashes[0]);
    const { box, particles: count } = SIZE;
    const stack = readPixels(join(project.pmsRoot, 'subtracted/particles_1_subtracted.mrc'));
    const particles = Array.from({ length: count }, (_, i) => stack.subarray(i * box * box, (i + 1) * box * box));
    const places = centresOf(project, 1).map((centre, i) => ({ name: `${i + 1}@stack`, box, ...centre }));
    const expected = putBack(new Mosaic(SIZE, places), particles, readPixels(micrographPath(project, 1)));
    const made = readPixels(join(project.folder, 'mms2/subtracted/micrograph_1_subtracted.mrc'));
    expect(Buffer.compare(Buffer.from(made.buffer), Buffer.from(expected.buffer))).toBe(0);
  },
);

it(
  'names the first item in the file, though one further up was met before; the others are made',
  { timeout: 60_000 },
  async () => {
    const project = await projectAfterPms();
    const centres = centresOf(project, 0);
    const top = centres.toSorted((a, b) => a.yPx - b.yPx)[0]!;
    const low = centres.find(({ yPx }) => yPx > top.yPx + 4 * SIZE.box)!;
    for (const centre of [top, low]) setNaN(micrographPath(project, 0), centre);
    const covers = (centre: number, px: number) => Math.abs(px - centre) < SIZE.box / 2;
    const hit = centres.findIndex(({ xPx, yPx }) =>
      [top, low].some((nan) => covers(xPx, nan.xPx) && covers(yPx, nan.yPx)),
    );
    expect(centres[hit]!.yPx).toBeGreaterThan(top.yPx + 3 * SIZE.box);
    const { code, stderr } = await runProgram(mmsArgv(project));
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${hit + 1}@${project.pmsRoot}/subtracted/particles_0_subtracted.mrc: the micrograph under it`,
    );
    expect(outputsOf(project.mmsRoot)).toEqual([
      'micrograph_0_subtracted.mrc.mxt',
      'micrograph_1_subtracted.mrc',
      'micrograph_1_subtracted.mrc.mxt',
      'micrograph_2_subtracted.mrc',
      'micrograph_2_subtracted.mrc.mxt',
    ]);
  },
);
