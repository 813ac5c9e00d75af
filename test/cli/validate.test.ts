import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json-object.ts';
import { goodSpec } from '../bad-input/bad-input.ts';
import { runProgram } from '../helpers/program.ts';
import { makeSmallProject, writeBlankMrc, writeParticles } from '../helpers/small-project.ts';

/** A PMS and an MMS job on a small project; `change` may spoil spec and files. Runs `validate` without nvidia-smi. */
async function validate(change: (root: string, spec: { jobs: JsonObject[] }) => void, ...flags: string[]) {
  const root = makeSmallProject();
  const spec = goodSpec();
  delete spec.jobs[1]!.depends_on; // to be inferred
  change(root, spec);
  writeFileSync(join(root, 'spec.json'), JSON.stringify(spec));
  const result = await runProgram(['validate', join(root, 'spec.json'), ...flags], { env: { PATH: '' } });
  const clean = (text: string) => text.replaceAll(`${root}/`, '').replaceAll(root, '.');
  return { ...result, stdout: clean(result.stdout), stderr: clean(result.stderr) };
}

const fine = () => {};
const argsOf = (job: JsonObject | undefined) => (job?.args ?? {}) as JsonObject;

describe('bezierfit validate', () => {
  it('says what would run', async () => {
    const { code, stdout, stderr } = await validate(fine);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('spec.json can run: 2 jobs\nGPUs 0,1, fill_first, up to 2 at a time\n');
    expect(stdout).toMatch(/pms {2}Particle PMS +1 GPU {2}2 particles {2}1 stack +1.79 kB\n/);
    expect(stdout).toMatch(/mms {2}Micrograph MMS +1 GPU {2}2 particles {2}1 micrograph +6.\d+ kB {2}after pms\n/);
    expect(stdout).toContain('note: job mms depends on pms: inferred');
  });

  it('prints one object with --json', async () => {
    const { code, stdout } = await validate(fine, '--json');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { valid: boolean; jobs: { job_id: string; argv: string[] }[] };
    expect(result).toMatchObject({
      valid: true,
      problems: [],
      scheduler: { gpus: [0, 1], max_running_jobs: 2 },
      jobs: [
        { job_id: 'pms', particles: 2, stacks: 1, output_bytes: 1024 + 3 * 64 * 4 },
        { job_id: 'mms', particles: 2, micrographs: 1, depends_on: ['pms'] },
      ],
    });
    expect(result.jobs[0]?.argv[2]).toBe('pms');
  });

  it('prints every problem, and exits with 2', async () => {
    const { code, stdout, stderr } = await validate((root, spec) => {
      argsOf(spec.jobs[0]).control_points = 'none.json';
      writeBlankMrc(join(root, 'J220/extract/a_particles.mrcs'), { columns: 8, rows: 8, sections: 1 });
      rmSync(join(root, 'J2/mic.mrc'));
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'error: job pms: none.json: file does not exist',
      'error: job pms: J220/particles.cs: row 1 (from 0), column blob/idx: got 1, but J220/extract/a_particles.mrcs has 1 images (0 to 0)',
      'error: job mms: J220/particles.star: it names "J2/mic.mrc", but J2/mic.mrc does not exist (input_base_dir in use: .). ' +
        'Set input_base_dir to the folder in which "J2/mic.mrc" lies (for cryoSPARC the project folder, above J###)',
      '',
    ]);
  });

  it.each<[string, (root: string, spec: { jobs: JsonObject[] }) => void, string]>([
    ['a missing particles file', (root) => rmSync(join(root, 'J220/particles.cs')), 'J220/particles.cs'],
    [
      'a wrong base folder: the one that fits is named',
      (_root, spec) => void (argsOf(spec.jobs[0]).input_base_dir = 'J220'),
      'error: job pms: J220/particles.cs: it names "J220/extract/a_particles.mrcs", but J220/J220/extract/a_particles.mrcs ' +
        'does not exist (input_base_dir in use: J220). It exists under .: set input_base_dir to "."',
    ],
    [
      'a class without control points',
      (root) => writeParticles(join(root, 'J220/particles.cs'), [{ classId: 7 }]),
      'error: job pms: control_points.json: class 7 has no control points; known classes: 0, 1',
    ],
    [
      'an image that the stack does not have',
      (root) => writeParticles(join(root, 'J220/particles.cs'), [{ idx: 3 }]),
      'row 0 (from 0), column blob/idx: got 3, but J220/extract/a_particles.mrcs has 3 images (0 to 2)',
    ],
    [
      'another box in the stack',
      (root) => writeBlankMrc(join(root, 'J220/extract/a_particles.mrcs'), { columns: 9, rows: 9, sections: 3 }),
      'its images are 9 x 9 px, but blob/shape of J220/particles.cs says 8 x 8',
    ],
    [
      'a missing template stack',
      (root) => rmSync(join(root, 'J220/templates.mrc')),
      'error: job pms: J220/templates.cs: it names "J220/templates.mrc"',
    ],
    [
      'stacks that the PMS job does not make',
      (root) => {
        writeBlankMrc(join(root, 'J220/extract/b.mrcs'), { columns: 8, rows: 8, sections: 3 });
        writeParticles(join(root, 'J220/particles.cs'), [{ path: 'J220/extract/b.mrcs' }]);
      },
      'error: job mms: J220/particles.star: the PMS job pms does not subtract 1 of its 1 stacks, first J220/extract/a_particles.mrcs',
    ],
    [
      'stacks that nobody makes',
      (_root, spec) => void spec.jobs.shift(),
      'error: job mms: J220/particles.star: 1 of its 1 stacks are not subtracted yet',
    ],
    [
      'an output root that is a file',
      (root) => writeFileSync(join(root, 'runs'), ''),
      'error: spec.json: jobs[0] (pms).output_root: runs is a file, expected a folder',
    ],
    [
      'a runner without its Python',
      (_root, spec) => void Object.assign(spec, { scheduler: { gpus: [0], runner: 'memxterminator' } }),
      'error: spec.json: scheduler.python: runner "memxterminator" needs a Python interpreter, but',
    ],
    [
      'a runner whose Python lacks the older program',
      (root, spec) => {
        const python = join(root, 'python');
        writeFileSync(python, '#!/bin/sh\n[ "$1" = -c ] && echo missing\n', { mode: 0o755 });
        Object.assign(spec, { scheduler: { gpus: [0], runner: 'memxterminator', python: './python' } });
      },
      'runner "memxterminator" needs a Python interpreter that has memxterminator.bezierfit.bin, but',
    ],
  ])('%s', async (_name, change, message) => {
    const { code, stderr } = await validate(change);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('knows that an analysis of the same batch will write the control points', async () => {
    const withAnalysis = (root: string, spec: { jobs: JsonObject[] }) => {
      const args = { particle: 'J220/particles.cs', template: 'J220/templates.cs' };
      spec.jobs.unshift({ job_id: 'fit', kind: 'bezierfit_mem_analyze', output_root: 'runs/fit', args });
      delete argsOf(spec.jobs[1]).control_points;
      Object.assign(spec.jobs[1] ?? {}, { depends_on: ['fit'] });
      rmSync(join(root, 'control_points.json'));
    };
    const good = await validate(withAnalysis);
    expect(good.stderr).toBe('');
    expect(good.stdout).toContain('2 classes');
    const bad = await validate((root, spec) => {
      withAnalysis(root, spec);
      writeParticles(join(root, 'J220/particles.cs'), [{ classId: 5 }]);
    });
    expect(bad.stderr).toContain('has particles of class 5, but fit analyses only 0, 1');
  });

  it('needs no GPU list for a batch on the CPU', async () => {
    const { code, stdout } = await validate((_root, spec) => {
      for (const job of spec.jobs) job.resources = { gpus: 0 };
      Object.assign(spec, { scheduler: {} });
    });
    expect(stdout).toContain('GPUs none');
    expect(code).toBe(0);
  });

  it('starts and writes nothing', async () => {
    const { stdout } = await validate((root) => mkdirSync(join(root, 'runs')));
    expect(stdout).toContain('free at runs');
  });
});
