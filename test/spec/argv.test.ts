import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readJsonFile } from '../../src/base/json.ts';
import { buildArgv } from '../../src/spec/argv.ts';
import type { JobKind } from '../../src/spec/params.ts';
import type { JobArgs } from '../../src/spec/types.ts';
import { SHARED_DATA, describeWithSharedData } from '../helpers/shared-data.ts';
import { parsed, planContext, pmsArgs, pmsJob, specOf } from '../helpers/specs.ts';
import { planBatch } from '../../src/spec/plan.ts';
import { parseSpec } from '../../src/spec/parse.ts';

interface Resolved {
  kind: JobKind;
  args: JobArgs;
  argv: string[];
  output_root: string;
  depends_on: string[];
}

describeWithSharedData('the plan of the golden scheduler example', () => {
  const folder = join(SHARED_DATA, 'golden/tiny/scheduler_example');
  const jobs = ['pms_step005', 'pms_step002', 'mms_step005'];
  const resolved = () =>
    jobs.map((id) => readJsonFile(join(folder, 'jobs', id, 'job_spec_resolved.json')) as never as Resolved);

  it('has the argv of the older program, to the letter', () => {
    for (const { kind, args, argv, output_root } of resolved()) {
      const { procs, ...rest } = args;
      const runner = { runner: 'memxterminator', python: argv[0] ?? '' } as const;
      expect(buildArgv(kind, rest, output_root, procs as number, runner)).toEqual(argv);
    }
  });

  it('resolves args and dependencies as it did', () => {
    const { spec } = parseSpec(readJsonFile(join(folder, 'spec.json')), 'spec.json');
    const context = planContext({ specFolder: '/data/golden/tiny/scheduler_example' });
    const { plan } = planBatch(spec ?? parsed(specOf()), context);
    resolved().forEach(({ args, depends_on, output_root }, i) => {
      expect(plan?.jobs[i]).toMatchObject({ args, depends_on, output_root });
      expect(Object.keys(plan?.jobs[i]?.args ?? {}).sort()).toEqual(Object.keys(args).sort());
    });
  });
});

it('leaves arguments that the older program does not know out of its argv', () => {
  const args = { ...pmsArgs, bias: 0.1, device: 'cpu', resume: false, force: false, skip_failed: true };
  const scheduler = { runner: 'memxterminator', python: '/py' };
  const { plan } = planBatch(parsed({ ...specOf(pmsJob('a', { args })), scheduler }), planContext());
  expect(plan?.jobs[0]?.argv.join(' ')).toBe(
    '/py -u -m memxterminator.bezierfit.bin.mem_subtract_main --control_points /data/control_points.json ' +
      '--input_base_dir /data --output_root /runs/a --particle /data/particles_selected.cs --physical_membrane_dist 35 ' +
      '--points_step 0.001 --procs 1 --no-resume --skip_failed --template /data/templates_selected.cs',
  );
});

it('starts our own program with the same flags', () => {
  const { plan } = planBatch(
    parsed(specOf(pmsJob('a', { args: { ...pmsArgs, bias: 0.1, force: false } }))),
    planContext(),
  );
  expect(plan?.jobs[0]?.argv.slice(0, 5)).toEqual(['node', 'main.js', 'pms', '--bias', '0.1']);
  expect(plan?.jobs[0]?.argv).toContain('--no-force');
});
