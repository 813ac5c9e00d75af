import { JOB_KINDS, type Param } from './params.ts';
import { POLICIES, RUNNERS } from './types.ts';

/** The scalar keys of a spec around the job arguments, declared like those; parser and JSON Schema derive from them. */

export const SCHEDULER_FIELDS: readonly Param[] = [
  {
    name: 'policy',
    type: 'choice',
    choices: POLICIES,
    default: 'fill_first',
    help: 'fill_first: the lowest free GPU ids; round_robin: the next free ones in turn',
  },
  {
    name: 'max_running_jobs',
    type: 'integer',
    min: 1,
    default: null,
    help: 'Jobs that may run at the same time; default: the number of GPUs',
  },
  {
    name: 'fail_fast',
    type: 'boolean',
    default: true,
    help: 'At the first failure stop everything; false: only the dependents of a failed job are canceled',
  },
  {
    name: 'avoid_busy_gpus',
    type: 'boolean',
    default: false,
    help: 'true: a GPU on which another program computes is not used until that has ended',
  },
  {
    name: 'runner',
    type: 'choice',
    choices: RUNNERS,
    default: 'native',
    help: 'native: our jobs; memxterminator: the older Python program',
  },
  { name: 'python', type: 'path', default: null, help: 'Interpreter for the runner memxterminator' },
];

export const JOB_FIELDS: readonly Param[] = [
  { name: 'kind', type: 'choice', choices: JOB_KINDS, required: true, help: 'What the job does' },
  { name: 'enabled', type: 'boolean', default: true, help: 'false: kept in the spec, not run' },
  {
    name: 'output_root',
    type: 'folder',
    required: true,
    help: "Folder for all outputs of the job; relative to the spec's folder",
  },
  {
    name: 'retries',
    type: 'integer',
    min: 0,
    max: 100,
    default: 0,
    help: 'How often the job is tried again after a failure; after out of memory with a smaller batch',
  },
];

export const RESOURCE_FIELDS: readonly Param[] = [
  { name: 'gpus', type: 'integer', min: 0, default: 1, help: 'Number of GPUs; 0 computes on the CPU' },
  { name: 'procs', type: 'integer', min: 1, default: null, help: 'Workers; default: the number of GPUs' },
];

/** Letters, digits, dot, underscore, hyphen. */
export const JOB_ID = /^[A-Za-z0-9._-]+$/;
export const SPEC_SCHEMA_VERSION = 1;
