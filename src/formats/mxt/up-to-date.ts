import { existsSync } from 'node:fs';
import { messageOf } from '../../base/errors.ts';
import { compareWithRecord, fingerprintIfAny, sameFile, type Fingerprint } from './fingerprint.ts';
import { asFingerprint, readMxt } from './read.ts';
import type { MxtInputs, MxtRecord } from './types.ts';

/** What an output must be made of, by what, to be taken as done. */
export interface Expectation {
  task: string;
  outputPath: string;
  mxtPath: string;
  paramsHash: string;
  inputs: MxtInputs;
  /** Reads enough of the output to tell that it is sound; throws when it is not. */
  checkOutput: () => void;
}

/** Why an item must be computed (again), in words for the log; null when it is up to date. (contract 7) */
export function reasonToCompute(expected: Expectation): string | null {
  const output = fingerprintIfAny(expected.outputPath);
  if (output === null) return existsSync(expected.mxtPath) ? 'output missing' : 'not done yet';
  let record: MxtRecord | null;
  try {
    record = readMxt(expected.mxtPath);
  } catch (error) {
    return `sidecar unreadable: ${messageOf(error)}`;
  }
  if (record === null) return 'sidecar missing';
  return (
    reasonOfRecord(record, expected) ??
    reasonOfInputs(record, expected.inputs) ??
    reasonOfOutput(record, output, expected)
  );
}

function reasonOfRecord(record: MxtRecord, { task, paramsHash }: Expectation): string | null {
  if (record.task !== task) return `sidecar is of task ${record.task}`;
  if (record.status !== 'success') return 'failed before';
  return record.params_hash === paramsHash ? null : 'parameters changed';
}

function reasonOfInputs(record: MxtRecord, inputs: MxtInputs): string | null {
  for (const [name, expected] of Object.entries(inputs)) {
    const wanted = fingerprintsOf(expected);
    const recorded = [record.inputs[name]].flat().map(asFingerprint);
    const same = wanted.every((one, index) => {
      const other = recorded[index];
      return other !== null && other !== undefined && sameFile(one, other);
    });
    if (!same || (wanted.length > 0 && wanted.length !== recorded.length)) return `input changed: ${name}`;
  }
  return null;
}

function fingerprintsOf(input: MxtInputs[string]): Fingerprint[] {
  return [input].flat().filter((one): one is Fingerprint => 'size_bytes' in one);
}

function reasonOfOutput(record: MxtRecord, now: Fingerprint, { checkOutput }: Expectation): string | null {
  if (record.output.file === null) return 'sidecar does not describe the output';
  const sameness = compareWithRecord(record.output.file, now.path, now);
  if (sameness !== 'same' && sameness !== 'same checksum') return 'output changed';
  try {
    checkOutput();
    return null;
  } catch (error) {
    return `output is damaged: ${messageOf(error)}`;
  }
}
