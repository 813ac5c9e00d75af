import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planDraft } from '../../src/server/jobs/planned-batch.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

function write(runRoot: string, name: string, membraneA: unknown): void {
  const args = { particle: 'J1/p.cs', template: 'J1/t.cs', control_points: 'c.json', points_step: 0.001 };
  const job = { job_id: 'pms', kind: 'bezierfit_particle_pms', output_root: 'pms', resources: { gpus: 0 } };
  const spec = { jobs: [{ ...job, args: { ...args, physical_membrane_dist: membraneA } }] };
  writeFileSync(join(runRoot, name), JSON.stringify(name.includes('draft') ? { spec, extra: null } : spec));
}
const membraneOf = async (runRoot: string) => (await planDraft(runRoot)).jobs[0]?.args.physical_membrane_dist;

it('a batch that was not started is planned once, until its spec, its draft or its particles change', async () => {
  const runRoot = temporaryFolder();
  await expect(planDraft(runRoot)).rejects.toThrow('There is no batch');
  write(runRoot, 'batch_spec.json', 35);
  const first = planDraft(runRoot);
  expect(planDraft(runRoot)).toBe(first);
  expect(await membraneOf(runRoot)).toBe(35);
  expect(planDraft(runRoot)).toBe(first);
  mkdirSync(join(runRoot, 'J1'));
  writeFileSync(join(runRoot, 'J1/p.cs'), 'changed');
  expect(planDraft(runRoot)).not.toBe(first);
  write(runRoot, 'batch_spec.draft.json', 40);
  expect(await membraneOf(runRoot)).toBe(40);
});

it('a fault is told again, and not kept', async () => {
  const runRoot = temporaryFolder();
  write(runRoot, 'batch_spec.json', 'thick');
  await expect(planDraft(runRoot)).rejects.toThrow('physical_membrane_dist');
  await expect(planDraft(runRoot)).rejects.toThrow('physical_membrane_dist');
  write(runRoot, 'batch_spec.json', 35.5);
  expect(await membraneOf(runRoot)).toBe(35.5);
});
