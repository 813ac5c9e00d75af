import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { isAlive } from '../../base/process-identity.ts';
import { readState } from '../../batch/saved-state.ts';
import type { RunRoot } from '../api.ts';
import { countJobs, lastEnd } from './batch-view.ts';

const MOST = 30;
const schema = z.array(z.object({ path: z.string(), usedUtc: z.string() }));
type Entry = z.infer<typeof schema>[number];

/** The run roots that the user opened, newest first, in `recent-run-roots.json` of the private folder. */
export class RecentRunRoots {
  private readonly path: string;

  constructor(stateFolder: string) {
    this.path = join(stateFolder, 'recent-run-roots.json');
  }

  note(runRoot: string): void {
    const others = this.read().filter(({ path }) => path !== runRoot);
    const entries = [{ path: runRoot, usedUtc: new Date().toISOString() }, ...others].slice(0, MOST);
    writeFileAtomic(this.path, `${JSON.stringify(entries)}\n`, { mode: 0o600, durable: false });
  }

  list(): RunRoot[] {
    return this.read().map(describe);
  }

  paths(): string[] {
    return this.read().map(({ path }) => path);
  }

  private read(): Entry[] {
    try {
      return schema.parse(JSON.parse(readFileSync(this.path, 'utf8')));
    } catch {
      return [];
    }
  }
}

function describe({ path, usedUtc }: Entry): RunRoot {
  const none: RunRoot = {
    path,
    usedUtc,
    state: 'draft',
    counts: null,
    startedUtc: null,
    finishedUtc: null,
    forecastUtc: null,
  };
  if (!existsSync(path)) return { ...none, state: 'gone' };
  try {
    const state = readState(join(path, 'scheduler_state.json'));
    if (!state || 'unreadable' in state) return none;
    const { started_utc, finished_utc, owner, jobs } = state;
    const running = owner !== undefined && isAlive(owner);
    return {
      ...none,
      state: finished_utc !== null ? 'finished' : running ? 'running' : 'interrupted',
      counts: countJobs(jobs),
      startedUtc: started_utc,
      finishedUtc: finished_utc,
      forecastUtc: running ? lastEnd(jobs) : null,
    };
  } catch {
    return none;
  }
}
