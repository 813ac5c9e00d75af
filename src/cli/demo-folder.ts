import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../base/errors.ts';
import { isAlive } from '../base/process-identity.ts';
import { listFolder } from '../base/dead-temporaries.ts';
import { readState } from '../batch/saved-state.ts';
import { demoSpec } from '../demo/batch-spec.ts';
import type { DemoFolder } from '../demo/layout.ts';
import { makeOutputFolder } from './write-output.ts';

/** An earlier demo makes room; whatever else lies in its folder stays, and a folder that holds no demo is left alone. */
export function clearDemoFolder(folder: DemoFolder): void {
  const { root, truthFile, stateFile } = folder;
  makeOutputFolder(root);
  if (!existsSync(truthFile) && readdirSync(root).length > 0) {
    refuse(root, 'is not empty and holds no demo; give a folder that does not exist yet');
  }
  requireNoScheduler(stateFile);
  const jobs = demoSpec(folder).jobs.map(({ output_root }) => output_root);
  const records = listFolder(root).filter((name) => /^(scheduler_state|bezierfit_batch)\./.test(name));
  const files = ['batch_spec.json', 'report.json', ...records];
  for (const name of ['project', 'truth', 'pictures', ...files, ...jobs]) {
    rmSync(join(root, name), { recursive: true, force: true });
  }
}

function requireNoScheduler(stateFile: string): void {
  const state = readState(stateFile);
  if (!state || 'unreadable' in state || !state.owner || state.finished_utc !== null || !isAlive(state.owner)) return;
  refuse(stateFile, `a batch runs here (pid ${state.owner.pid}); wait for it, or give another folder`);
}
