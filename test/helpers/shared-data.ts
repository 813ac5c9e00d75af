import { existsSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { describe, it } from 'vitest';

/** The folder of golden numbers and real files; absent on machines outside the team. */
export const SHARED_DATA = resolve(import.meta.dirname, '../../../shared/data');

/** A `describe` for tests that need the shared data; without it one test is shown as skipped, and says why. */
export function describeWithSharedData(name: string, body: () => void): void {
  if (existsSync(join(SHARED_DATA, 'golden'))) describe(name, body);
  else describe(name, () => it.skip('skipped: no shared data', () => {}));
}
