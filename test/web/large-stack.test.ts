import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeNoiseProject } from '../helpers/noise-project.ts';
import { HandMadeState } from '../helpers/saved-state.ts';
import { Interface } from './interface.ts';

const PARTICLES = 100_000;
const gui = new Interface();
const inProject = (path: string): string => join(gui.home, 'project', path);
const image = (name: string) => gui.page.getByRole('img', { name, exact: true });

beforeAll(async () => {
  // All but two particles are holes of the file.
  writeNoiseProject(gui.home, { stacks: 1, images: PARTICLES, noisy: 2, box: 64 });
  const args = {
    particle: inProject('J220/particles_selected.cs'),
    template: inProject('J220/templates_selected.cs'),
    control_points: join(gui.home, 'control_points.json'),
    points_step: 0.01,
    physical_membrane_dist: 35,
    input_base_dir: join(gui.home, 'project'),
  };
  const output_root = join(gui.home, 'large');
  mkdirSync(output_root);
  const resolved = { job_id: 'large', kind: 'bezierfit_particle_pms', args, argv: [] };
  writeFileSync(join(output_root, 'job_spec_resolved.json'), JSON.stringify(resolved));
  new HandMadeState(gui.home, [{ job_id: 'large', output_root }]);
  await gui.start();
});
afterAll(() => gui.stop());

it('a stack of 100,000 particles is opened and stepped through', async ({ annotate }) => {
  const answers: number[] = [];
  gui.page.on('response', (response) => {
    if (response.url().includes('/api/particle')) answers.push(Number(response.headers()['content-length'] ?? 0));
  });
  const openedMs = performance.now();
  await gui.page.goto(`${gui.gui.origin}/#/job?${new URLSearchParams({ root: gui.home, job: 'large' }).toString()}`);
  await image('Mask of particle 1').waitFor();
  const stepMs = performance.now();
  await gui.page.keyboard.press('d');
  await image('Mask of particle 2').waitFor();
  const jumpMs = performance.now();
  await gui.page.getByRole('textbox', { name: /^Particle, 1 to 100000/ }).fill('99999');
  await image('Mask of particle 99999').waitFor();
  const endMs = performance.now();
  await gui.page.getByRole('button', { name: 'Next particle (D)' }).click();
  await image('Mask of particle 100000').waitFor();
  await gui.page.getByRole('button', { name: 'Particle 100000', exact: true }).waitFor();
  expect(await gui.page.locator('.film .thumb').count()).toBeLessThan(60);
  // What a particle costs does not grow with the stack.
  expect(Math.max(...answers)).toBeLessThan(4 * 4 * 64 ** 2 + 20_000);
  const ms = [stepMs - openedMs, jumpMs - stepMs, endMs - jumpMs].map(Math.round);
  await annotate(`opened in ${ms[0]} ms, a step ${ms[1]} ms, a jump to the end ${ms[2]} ms`);
  expect(gui.faults).toEqual([]);
});
