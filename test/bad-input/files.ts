import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOX_PX, writeBlankMrc, writeParticles } from '../helpers/small-project.ts';
import { ANALYZE, MMS, PMS, changeBytes, changeText, type BadInput } from './bad-input.ts';

const CS = 'J220/particles.cs';
const STAR = 'J220/particles.star';
const SUBTRACTED = 'runs/mms/subtracted/a_particles_subtracted.mrcs';
const STACK = 'J220/extract/a_particles.mrcs';

type Spoil = (path: string, project: string) => void;

/** A bad input of the subtraction, in one file of the project. */
function pms(what: string, file: string, spoil: Spoil): BadInput {
  return { what, spoil: (project) => spoil(join(project, file), project), run: PMS };
}

function star(what: string, spoil: Spoil, rest: Partial<BadInput> = {}): BadInput {
  return {
    what,
    spoil: (project) => {
      writeBlankMrc(join(project, SUBTRACTED), { columns: BOX_PX, rows: BOX_PX, sections: 3 });
      spoil(join(project, STAR), project);
    },
    run: [...MMS, '--no-require_particle_mxt'],
    ...rest,
  };
}

function controlPoints(what: string, text: string): BadInput {
  return pms(what, 'control_points.json', (path) => writeFileSync(path, text));
}

const LINE = '[[1,4],[3,4],[5,4],[7,4]]';

export const BAD_PARTICLES: readonly BadInput[] = [
  pms('no particles file', CS, (path) => rmSync(path)),
  pms('a .cs that is text', CS, (path) => writeFileSync(path, 'uid blob/path\n')),
  pms('a .cs cut off in the middle', CS, (path) => changeBytes(path, (bytes) => bytes.subarray(0, bytes.length - 20))),
  pms('an empty .cs', CS, (path) => truncateSync(path, 0)),
  pms('a .cs with Python objects in it', CS, (path) => changeText(path, "'<u8'", "'|O' ")),
  pms('a column missing', CS, (path) => writeParticles(path, [{}, {}], ['alignments2D/pose'])),
  pms('a column that is in the passthrough file', CS, (path, project) => {
    writeParticles(path, [{}, {}], ['alignments2D/shift']);
    writeParticles(join(project, 'J220/J220_passthrough_particles.cs'), [{}, {}]);
  }),
  pms('no particle in it', CS, (path) => writeParticles(path, [])),
  pms('a stack that is not where the .cs says', STACK, (path) => rmSync(path)),
  pms('a stack whose name moves the cursor', CS, (path) =>
    writeParticles(path, [{}, { path: 'J220/extract/\x1b[31ma\nb.mrcs' }]),
  ),
  pms('a .cs copied out of its project', CS, (path, project) =>
    renameSync(path, join(project, 'J220/extract/particles.cs')),
  ),
  pms('a particle number beyond the stack', CS, (path) => writeParticles(path, [{}, { idx: 9 }])),
  pms('a particle listed twice with different poses', CS, (path) => writeParticles(path, [{}, { idx: 0, pose: 1 }])),
  pms('boxes of two sizes', CS, (path) => writeParticles(path, [{}, { box: [16, 16] }])),
  pms('boxes that are not square', CS, (path) => writeParticles(path, [{ box: [8, 6] }, { box: [8, 6] }])),
  pms('a pose that is not a number', CS, (path) => writeParticles(path, [{}, { pose: NaN }])),
  pms('a pose in degrees', CS, (path) => writeParticles(path, [{ pose: 3 }, { pose: 122.5 }])),
  pms('an alignment with a pixel size below 0', CS, (path) => writeParticles(path, [{ alignedPsizeA: -4 }, {}])),
  pms('a pixel size in nanometres', CS, (path) => writeParticles(path, [{ psizeA: 0.4 }, { psizeA: 0.4 }])),
  pms('a pixel size of 0', CS, (path) => writeParticles(path, [{ psizeA: 0 }, { psizeA: 0 }])),
].map((bad) =>
  bad.what.startsWith('a .cs copied')
    ? { ...bad, run: bad.run.map((flag) => flag.replace(CS, 'J220/extract/particles.cs')) }
    : bad,
);

export const BAD_CURVES: readonly BadInput[] = [
  controlPoints('not JSON', '{"0": [[1, 4],'),
  controlPoints('a class missing', `{"0": ${LINE}, "5": ${LINE}}`.replace('"0"', '"3"')),
  controlPoints('too few points', '{"0": [[1,4],[7,4]], "1": [[1,4],[7,4]]}'),
  controlPoints('a point that is not a number', `{"0": [[1,NaN],[3,4],[5,4],[7,4]], "1": ${LINE}}`),
  controlPoints('a list instead of classes', LINE),
  { ...controlPoints('a curve outside the box', '{"0": [[100,100],[110,100],[120,100],[130,100]]}'), code: 1 },
  {
    ...pms('a membrane thinner than a pixel', CS, () => {}),
    run: PMS.map((flag) => flag.replace('dist=8', 'dist=2')),
  },
  {
    ...pms('a membrane wider than the box', CS, () => {}),
    run: PMS.map((flag) => flag.replace('dist=8', 'dist=35000')),
  },
  {
    what: 'the same in an analysis',
    run: [...ANALYZE, `--particle=${CS}`, '--physical_membrane_dist=35000'],
  },
  { what: 'the templates given as particles, too', run: [...ANALYZE, '--particle=J220/templates.cs'] },
  {
    what: 'an output of the analysis that is some other file',
    spoil: (project) => writeFileSync(join(project, 'settings.json'), '{"colour": "blue"}'),
    run: [...ANALYZE, `--particle=${CS}`, '--output=../../settings.json'],
  },
];

export const BAD_STACKS: readonly BadInput[] = [
  pms('a stack cut off in the middle', STACK, (path) => truncateSync(path, 1100)),
  pms('an empty stack', STACK, (path) => truncateSync(path, 0)),
  pms('a stack that is a text file', STACK, (path) => writeFileSync(path, 'hello '.repeat(500))),
  pms('an unknown MRC mode', STACK, (path) => changeBytes(path, (bytes) => void bytes.writeInt32LE(9, 12))),
  pms('sizes that no file can have', STACK, (path) =>
    changeBytes(path, (bytes) => void bytes.writeInt32LE(2 ** 30, 0)),
  ),
  pms('a box other than the .cs says', STACK, (path) => writeBlankMrc(path, { columns: 10, rows: 10, sections: 3 })),
  pms('complex images', STACK, (path) =>
    changeBytes(path, (bytes) => {
      bytes.writeInt32LE(4, 12);
      return Buffer.concat([bytes, bytes.subarray(1024)]);
    }),
  ),
];

export const BAD_STARS: readonly BadInput[] = [
  star('no STAR file', (path) => rmSync(path)),
  star('no table in it', (path) => writeFileSync(path, 'particles\n')),
  star('a column missing', (path) => changeText(path, '_rlnCoordinateY #4', '_rlnCoordinateZ #4')),
  star('a short row', (path) => changeText(path, / 10 10$/m, ' 10')),
  star('a value too many', (path) => changeText(path, / 10 10$/m, ' 10 10 7')),
  star('a name with a blank and no quotes', (path) => changeText(path, 'J2/mic.mrc', 'J 2/mic.mrc')),
  star('a coordinate that is not a number', (path) => changeText(path, / 10 10$/m, ' left 10')),
  star('a particle number that is not one', (path) => changeText(path, '000001@', 'first@')),
  star('a particle outside its micrograph', (path) => changeText(path, / 10 10$/m, ' 500 10'), { code: 1 }),
  star('a micrograph that is not there', (_, project) => rmSync(join(project, 'J2/mic.mrc'))),
  star('micrographs of another pixel size', (_, project) =>
    writeBlankMrc(join(project, 'J2/mic.mrc'), { columns: 40, rows: 30, sections: 1, pixelSizeA: 2 }),
  ),
  star('particles that were not subtracted yet', (_, project) => rmSync(join(project, SUBTRACTED)), { code: 3 }),
  star('subtracted particles without a sidecar', () => {}, { run: MMS, code: 3 }),
  { what: 'something that is no image, shown', run: ['inspect', 'control_points.json'] },
  { what: 'something that is no image, repaired', run: ['fixmapid', 'control_points.json'] },
];
