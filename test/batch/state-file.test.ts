import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readState } from '../../src/batch/saved-state.ts';
import { BatchFolder } from '../helpers/batch-folder.ts';
import { describeWithSharedData, SHARED_DATA } from '../helpers/shared-data.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const EXAMPLE = join(SHARED_DATA, 'golden/tiny/scheduler_example');

/** Keys of a job that the older program does not have. (contract 5) */
const OURS = [
  'attempts',
  'procs',
  'progress',
  'expected_end_utc',
  'expected_gpus',
  'expected_start_utc',
  'reason_waiting',
  'failure',
  'failed_attempts',
  'out_of_memory_attempts',
  'faulty_gpus',
];

/** The names of all keys, with the types of the leaves; lists by their first element. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]));
}

const read = (...parts: string[]): unknown => JSON.parse(readFileSync(join(...parts), 'utf8'));

describeWithSharedData('the files of the older program', () => {
  it.each(['.', 'fail'])('a state of it can be read (%s)', (folder) => {
    const state = readState(join(EXAMPLE, folder, 'scheduler_state.json'));
    expect(state).toMatchObject({ schema_version: 1, jobs: [{ job_id: 'pms_step005' }, {}, {}] });
  });

  it('a batch runs over a state of it and keeps the old one', async () => {
    const batch = new BatchFolder([{ id: 'pms_step005' }]);
    const old = readFileSync(join(EXAMPLE, 'scheduler_state.json'), 'utf8');
    writeFileSync(batch.statePath, old);
    expect((await batch.run()).code).toBe(0);
    expect(readFileSync(join(batch.root, 'scheduler_state.2026-11-22T160425.760314Z.json'), 'utf8')).toBe(old);
  });

  it('ours have the same keys, sorted, and only the agreed ones besides', async () => {
    const batch = new BatchFolder([{ id: 'a' }, { id: 'b', after: ['a'] }]);
    await batch.run();
    const { owner, updated_utc: updatedUtc, jobs, ...rest } = read(batch.statePath) as Record<string, unknown>;
    const plain = (jobs as Record<string, unknown>[]).map((job) =>
      Object.fromEntries(Object.entries(job).filter(([key]) => !OURS.includes(key))),
    );
    expect(shape({ ...rest, jobs: plain })).toEqual(shape(read(EXAMPLE, 'scheduler_state.json')));
    expect(Object.keys(owner as object)).toEqual(['boot_id', 'host', 'pid', 'process_start']);
    expect(updatedUtc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    const text = readFileSync(batch.statePath, 'utf8');
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    for (const name of ['job_result.json', 'job_spec_resolved.json']) {
      const [ours, theirs] = [join(batch.root, 'jobs/a'), join(EXAMPLE, 'jobs/pms_step005')].map(
        (folder) => read(folder, name) as Record<string, unknown>,
      );
      expect(Object.keys(ours ?? {})).toEqual(Object.keys(theirs ?? {}));
    }
  });

  it('the log has the same lines', async () => {
    const batch = new BatchFolder(
      [
        { id: 'pms_step005', gate: 'never' },
        { id: 'pms_step002', gate: 'fail', exit: 1 },
        { id: 'mms_step005', after: ['pms_step005'] },
      ],
      { fail_fast: true },
    );
    const { finished } = batch.start();
    await Promise.all([batch.until('start', 'pms_step005'), batch.until('start', 'pms_step002')]);
    batch.open('fail');
    const { stdout } = await finished;
    const plain = (text: string): string[] =>
      text
        .replace(/pid=\d+/g, 'pid=N')
        .replace(/"output_root": .*/g, 'output_root')
        .replace(/kind=\w+/g, 'kind=K')
        .split('\n')
        .filter((line) => !/status=canceled|only slots/.test(line));
    expect(plain(stdout)).toEqual(plain(readFileSync(join(EXAMPLE, 'fail/scheduler_stdout.txt'), 'utf8')));
    expect(batch.log()).toBe(stdout);
  });
});

it('an unreadable state says what is wrong', () => {
  const path = join(temporaryFolder(), 'scheduler_state.json');
  expect(readState(path)).toBeNull();
  for (const [text, words] of [
    ['', 'it is empty'],
    ['{"schema_version": 1,', 'it is not whole JSON'],
    ['{"schema_version": 2}', 'schema_version'],
  ] as const) {
    writeFileSync(path, text);
    expect(readState(path)).toEqual({ unreadable: expect.stringContaining(words) });
  }
});
