import { appendFileSync, copyFileSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/base/json.ts';
import { compareWithRecord, fileChecksum, fingerprint } from '../../../src/formats/mxt/fingerprint.ts';
import { pythonNumber } from '../../../src/formats/mxt/python-number.ts';
import { readMxt } from '../../../src/formats/mxt/read.ts';
import type { Mxt } from '../../../src/formats/mxt/types.ts';
import { reasonToCompute } from '../../../src/formats/mxt/up-to-date.ts';
import { formatMxt, mxtPathOf } from '../../../src/formats/mxt/write.ts';
import { describeWithSharedData, SHARED_DATA } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

function project() {
  const folder = temporaryFolder();
  const input = join(folder, 'in.mrc');
  const outputPath = join(folder, 'out.mrc');
  writeFileSync(input, 'raw');
  writeFileSync(outputPath, 'subtracted');
  const mxtPath = mxtPathOf(outputPath);
  const inputs = { raw_stack: fingerprint(input) };
  const mxt: Mxt = {
    task: 'bezierfit_particle_pms',
    status: 'success',
    params: { physical_membrane_dist: pythonNumber(35) },
    params_hash: 'abc',
    inputs,
    output: { path: outputPath, file: { ...fingerprint(outputPath), crc32: fileChecksum(outputPath) } },
    run: {
      run_id: 'now-1',
      started_utc: 'now',
      finished_utc: 'now',
      duration_sec: 1,
      pid: 1,
      host: 'h',
      software_version: '0',
      git_commit: null,
    },
    adopted: false,
  };
  writeFileSync(mxtPath, formatMxt(mxt));
  const reason = (changes: object = {}) =>
    reasonToCompute({
      task: mxt.task,
      outputPath,
      mxtPath,
      paramsHash: 'abc',
      inputs: { raw_stack: fingerprint(input) },
      checkOutput: () => {},
      ...changes,
    });
  return { folder, input, outputPath, mxtPath, mxt, reason };
}

describe('sidecar', () => {
  it('keeps mtime_ns to the last digit and sorts its keys', () => {
    const { mxt, mxtPath, outputPath } = project();
    expect(readMxt(mxtPath)?.output.file?.mtime_ns).toBe(fingerprint(outputPath).mtime_ns);
    const keys = Object.keys(parseJson(formatMxt(mxt)) as object);
    expect(keys).toEqual([...keys].sort());
    expect(readFileSync(mxtPath, 'utf8')).toContain('  "duration_sec": 1.0');
  });
  it('names file and field of a damaged one', () => {
    const { mxtPath } = project();
    writeFileSync(mxtPath, '{"mxt_schema": 2}');
    expect(() => readMxt(mxtPath)).toThrow(`${mxtPath}: mxt_schema: expected 1, got 2`);
    writeFileSync(mxtPath, '{"mxt_schema": 1, "status": "success"}');
    expect(() => readMxt(mxtPath)).toThrow('output: expected an object');
    writeFileSync(mxtPath, '{"mxt_sch');
    expect(() => readMxt(mxtPath)).toThrow('is not valid JSON');
  });
  it('is null when there is none', () => {
    expect(readMxt(join(temporaryFolder(), 'none.mxt'))).toBeNull();
  });
});

describe('up to date', () => {
  it('is not computed again', () => {
    expect(project().reason()).toBeNull();
  });
  it('a copied output (other mtime, same checksum) is still whole', () => {
    const { outputPath, reason } = project();
    utimesSync(outputPath, 1, 1);
    expect(reason()).toBeNull();
  });
  it('gives the reason otherwise', () => {
    const one = project();
    expect(one.reason({ task: 'other' })).toContain('of task');
    expect(one.reason({ paramsHash: 'abd' })).toBe('parameters changed');
    expect(one.reason({ inputs: { particles_cs: fingerprint(one.input) } })).toBe('input changed: particles_cs');
    const checkOutput = () => {
      throw new Error('short');
    };
    expect(one.reason({ checkOutput })).toBe('output is damaged: short');
    appendFileSync(one.input, 'x');
    expect(one.reason()).toBe('input changed: raw_stack');
    expect(project().reason({ outputPath: '/nowhere/out.mrc' })).toBe('output missing');
    writeFileSync(one.mxtPath, 'x');
    expect(one.reason()).toContain('sidecar unreadable');
  });
  it('sees an output that was changed in place with its size kept', () => {
    const { outputPath, reason } = project();
    writeFileSync(outputPath, 'SUBTRACTED');
    utimesSync(outputPath, 1, 1);
    expect(reason()).toBe('output changed');
  });
  it('compares lists of inputs one by one', () => {
    const { input, mxt, mxtPath, reason } = project();
    const stacks = [fingerprint(input), fingerprint(input)];
    writeFileSync(mxtPath, formatMxt({ ...mxt, inputs: { stacks } }));
    expect(reason({ inputs: { stacks } })).toBeNull();
    expect(reason({ inputs: { stacks: stacks.slice(1) } })).toBe('input changed: stacks');
  });
});

describe('compareWithRecord', () => {
  it('tells a copy without a recorded checksum from a changed file', () => {
    const { outputPath, mxt } = project();
    if (mxt.status !== 'success') throw new Error('success expected');
    const old = { ...mxt.output.file, crc32: undefined };
    utimesSync(outputPath, 1, 1);
    expect(compareWithRecord(old)).toBe('same size, no checksum');
    appendFileSync(outputPath, 'x');
    expect(compareWithRecord(old)).toBe('changed');
  });
});

describeWithSharedData('sidecars of the older program', () => {
  it('are read, and written again byte for byte but for our version of a number', () => {
    const folder = join(SHARED_DATA, 'golden/tiny/expected/pms_step0.005/subtracted');
    const file = readdirSync(folder).find((name) => name.endsWith('.mxt')) ?? '';
    const copy = join(temporaryFolder(), 'a.mxt');
    copyFileSync(join(folder, file), copy);
    const record = readMxt(copy);
    expect(record).toMatchObject({ task: 'bezierfit_particle_pms', status: 'success' });
    expect(record?.output.file?.mtime_ns).toBe(1795363350397232201n);
    expect(formatMxt(parseJson(readFileSync(copy, 'utf8')) as unknown as Mxt)).toBe(readFileSync(copy, 'utf8'));
  });
});
