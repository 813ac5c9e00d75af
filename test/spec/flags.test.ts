import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.ts';
import { buildArgv } from '../../src/spec/argv.ts';
import { flagsHelp, parseFlags } from '../../src/spec/flags.ts';
import { JOB_KINDS, PARAMS, type Param } from '../../src/spec/params.ts';
import type { JobArgs } from '../../src/spec/types.ts';
import { hyphenateFlags } from '../../src/cli/hyphenate-flags.ts';

const required = ['--particle', 'J7/p.cs', '--template', 't.cs', '--control_points', 'c.json'];
const pms = [...required, '--points_step', '0.001', '--physical_membrane_dist', '35'];

function problemsOf(argv: string[]): string[] {
  try {
    parseFlags('bezierfit_particle_pms', argv, '/cwd');
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ where, message }) => `${where}: ${message}`);
  }
}

describe('parseFlags', () => {
  it('gives every argument, typed, with absolute paths and the inferred base folder', () => {
    const { args, outputRoot } = parseFlags('bezierfit_particle_pms', pms, '/cwd');
    expect(outputRoot).toBeNull();
    expect(args).toEqual({
      particle: '/cwd/J7/p.cs',
      template: '/cwd/t.cs',
      control_points: '/cwd/c.json',
      points_step: 0.001,
      physical_membrane_dist: 35,
      batch_size: 20,
      procs: null,
      input_base_dir: '/cwd',
      resume: true,
      force: false,
      adopt_existing_outputs: false,
      skip_failed: false,
      output_dirname: 'subtracted',
      bias: 0,
      device: 'auto',
    });
  });

  it('takes hyphens or underscores, --flag=value, and both ways of a switch', () => {
    const more = ['--batch-size=7', '--no_resume', '--force', '--no-skip-failed', '--output-root', 'out'];
    const { args, outputRoot } = parseFlags('bezierfit_particle_pms', [...pms, ...more], '/cwd');
    expect(args).toMatchObject({ batch_size: 7, resume: false, force: true, skip_failed: false });
    expect(outputRoot).toBe('/cwd/out');
  });

  it('a switch may be followed by true or false; a path may begin with ~/', () => {
    const { args } = parseFlags(
      'bezierfit_particle_pms',
      [...pms, '--resume', 'false', '--template', '~/t.cs'],
      '/cwd',
    );
    expect(args).toMatchObject({ resume: false, template: join(homedir(), 't.cs') });
  });

  it('a required flag with a wrong value is said once; a flag is never taken for a value', () => {
    expect(problemsOf([...required, '--physical_membrane_dist', '35', '--points_step=two'])).toEqual([
      '--points_step: expected a number above 0 and at most 1, got two',
    ]);
    expect(problemsOf([...pms, '--particle', '--force'])).toEqual([
      '--particle: expected the path of a .cs file, got nothing',
    ]);
  });

  it("puts an analysis' output into the output root", () => {
    const argv = ['--particle', 'p.cs', '--template', 't.cs', '--output_root', '/out'];
    expect(parseFlags('bezierfit_mem_analyze', argv, '/cwd').args.output).toBe('/out/control_points.json');
  });

  it('reports all problems at once, with the nearest flag', () => {
    expect(problemsOf([...required, '--points-stop', '1', '--physical_membrane_dist', '-3', 'x'])).toEqual([
      '--points-stop: unknown flag (did you mean "--points_step"?)',
      '--physical_membrane_dist: expected a number above 0, got -3',
      'x: unexpected argument, expected flags such as --particle FILE',
      '--points_step: is missing, expected a number above 0 and at most 1 (Bezier curve sampling step, e.g. 0.001)',
    ]);
    expect(problemsOf([...pms, '--procs'])).toEqual(['--procs: expected a whole number of at least 1, got nothing']);
  });

  it('has help for every argument with unit, range and default', () => {
    for (const kind of JOB_KINDS) {
      const help = flagsHelp(kind, 'Does it.');
      for (const { name } of PARAMS[kind]) expect(help).toContain(name.replaceAll('_', '-'));
    }
    expect(flagsHelp('bezierfit_particle_pms', '')).toContain('(Å, > 0)');
    expect(flagsHelp('bezierfit_particle_pms', '')).toContain('(> 0, <= 1)');
    expect(flagsHelp('bezierfit_particle_pms', '')).toContain('(>= 1, default 20)');
  });
});

const path = fc.stringMatching(/^\/[A-Za-z0-9 ._=-]{1,12}[A-Za-z0-9]$/);

/** A valid value of an argument (absolute paths, as in a plan). */
function valueOf(param: Param): fc.Arbitrary<string | number | boolean> {
  switch (param.type) {
    case 'path':
    case 'paths':
    case 'folder':
      return path;
    case 'name':
      return fc.stringMatching(/^[A-Za-z0-9._-]{1,12}[a-z]$/).filter((name) => name !== '..');
    case 'choice':
      return fc.constantFrom(...(param.choices ?? []));
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: param.min, max: param.max });
    case 'number':
      return fc
        .double({ min: Math.max(param.min ?? -1e9, param.above ?? -1e9), max: param.max ?? 1e9, noNaN: true })
        .filter((value) => value > (param.above ?? -Infinity) && !Object.is(value, -0));
  }
}

describe('argv and flags are inverse', () => {
  it.each(JOB_KINDS)('%s', (kind) => {
    const params = Object.fromEntries(PARAMS[kind].map((param) => [param.name, valueOf(param)]));
    const requiredKeys = PARAMS[kind].filter((param) => param.required).map((param) => param.name);
    fc.assert(
      fc.property(fc.record(params, { requiredKeys }), path, (values, outputRoot) => {
        const args = values as JobArgs;
        const argv = buildArgv(kind, args, outputRoot, null, { runner: 'native', program: ['node', 'main.js'] });
        const flags = hyphenateFlags(argv.slice(3));
        const back = parseFlags(kind, flags, '/cwd');
        expect(back.outputRoot).toBe(outputRoot);
        expect(back.args).toMatchObject(args);
      }),
      { numRuns: 200 },
    );
  });
});
