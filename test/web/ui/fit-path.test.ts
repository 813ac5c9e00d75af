import { expect, it } from 'vitest';
import { fitted } from '../../../src/web/ui/fit-path.ts';

const within = (most: number) => (words: string) => words.length <= most;

it.each([
  ['/data/P12/runs/pms_step_0.001', 40, '/data/P12/runs/pms_step_0.001'],
  ['/data/P12/runs/pms_step_0.001', 24, '…/runs/pms_step_0.001'],
  ['/data/P12/runs/pms_step_0.001', 17, '…/pms_step_0.001'],
  ['/data/P12/runs/pms_step_0.001', 14, 'pms_step_0.001'],
  ['/data/P12/runs/pms_step_0.001', 10, 'pms_…0.001'],
  ['/data/P12/runs/pms_step_0.001', 5, 'pm…01'],
  ['/data/P12/runs/pms_step_0.001', 3, 'pm…01'],
  ['runs/pms_step_0.001/', 18, '…/pms_step_0.001/'],
  ['runs/pms_step_0.001/', 15, 'pms_step_0.001/'],
  ['runs/pms_step_0.001/', 14, 'pms_st…_0.001/'],
  ['/tmp', 2, 'tmp'],
  ['/', 0, '/'],
])('%s in %i characters loses whole folders, then the middle of its last part', (path, most, words) => {
  expect(fitted(path, within(most))).toBe(words);
});
