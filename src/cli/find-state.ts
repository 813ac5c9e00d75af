import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { refuse } from '../base/errors.ts';
import { readState, type SavedState } from '../batch/saved-state.ts';

/** The state file that a run root or a path stands for. @throws InputError when it cannot be read */
export function openState(place: string): { path: string; state: SavedState } {
  const given = resolve(place);
  const path = existsSync(given) && statSync(given).isDirectory() ? join(given, 'scheduler_state.json') : given;
  const state = readState(path);
  if (!state) refuse(path, 'there is no batch here; expected a run root or a scheduler_state.json');
  if ('unreadable' in state)
    refuse(
      path,
      `cannot be read as the state of a batch (${state.unreadable}); expected a run root or its scheduler_state.json`,
    );
  return { path, state };
}
