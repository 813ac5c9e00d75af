import { messageOf } from '../base/errors.ts';

/** Why a job failed, for people: a class, what to do, and the last thing that it said. */
export interface Failure {
  class: FailureClass;
  advice: string;
  /** The last meaningful line of its error output. */
  last_line: string | null;
  /** `3/10`: whole outputs of all that it should have made; null when that is not known, or nothing is missing. */
  partial: string | null;
}

export const FAILURE_CLASSES = [
  'out_of_memory',
  'disk_full',
  'disk_fault',
  'no_gpu',
  'gpu_fault',
  'missing_input',
  'bad_input',
  'blocked_dependency',
  'killed',
  'partial',
  'bug',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

const ADVICE: Record<FailureClass, string> = {
  out_of_memory:
    'Lower max_running_jobs, procs or batch_size, or give the job more GPUs; with `retries` the job tries smaller batches by itself.',
  disk_full: 'No space (or no quota) is left. Make some, then give the same command again: finished items are kept.',
  disk_fault:
    'The disk, or the way to a network share, failed: see `dmesg`, and whether the folder can be read and written. ' +
    'Then give the same command again: finished items are kept.',
  no_gpu:
    'The job asked for a GPU (device cuda) and this machine offers none that works: `bezierfit doctor` says why. ' +
    'With device auto the CPU computes.',
  gpu_fault:
    'The GPU or its driver failed in the middle: see `dmesg` (NVRM: Xid) and `bezierfit doctor`, then give the same ' +
    'command again: finished items are kept. If it comes back, take another GPU or device cpu.',
  missing_input:
    'A file that the job reads is not there; the last line names it. Check its path and input_base_dir (bezierfit validate names all such files).',
  bad_input:
    'An input, a setting or a folder cannot be used; the last line says which. Correct it, then give the same command again.',
  blocked_dependency:
    'Particle stacks on which it rests are missing or not whole: the log names them. The PMS job that makes them must run first, in this batch or before it.',
  killed:
    'Something outside ended it: a person, the system, a reboot. Give the same command again, and it goes on where it was.',
  partial:
    'Outputs are missing or not whole; job_result.json lists them. Give the same command again: only those are made.',
  bug: 'This should not happen: please report it, with scheduler_stderr.log of the output root. The same command again goes on.',
};

/** What is known of a job's end. */
export interface Evidence {
  returncode: number;
  /** The job's own word in its exit record. */
  error: { type: string; message: string } | null;
  lastLine: string | null;
  /** The kernel killed some process for want of memory while the job ran. */
  oomKill: boolean;
  /** No space is left in its output root. */
  diskFull: boolean;
  /** Outputs that it should have made, and those that are whole. */
  outputs: { expected: number; whole: number } | null;
}

/** What kind of failure the evidence shows, and what to do about it. */
export function describeFailure(evidence: Evidence): Failure {
  const { outputs, lastLine, error } = evidence;
  const name = classify(evidence);
  const partial = outputs && outputs.whole < outputs.expected ? `${outputs.whole}/${outputs.expected}` : null;
  return { class: name, advice: ADVICE[name], last_line: lastLine ?? firstLine(error?.message), partial };
}

const NO_MEMORY =
  /out of memory|out_of_memory|memory limit|memoryerror|cudaErrorMemoryAllocation|allocation failed|ENOMEM/i;
const NO_SPACE = /ENOSPC|EDQUOT|no space left|quota exceeded/i;
const DISK_FAULT = /\b(EIO|ESTALE|EREMOTEIO|ENXIO)\b|input\/output error|stale (NFS )?file handle/i;
const NO_FOLDER = /EROFS|EACCES|EPERM|read-only file system|permission denied|^output_root .* is gone/im;
const NO_FILE = /does not exist|no such file|ENOENT|FileNotFoundError|is missing/i;
/** Items that the science cannot work with. */
const BAD_ITEM =
  /^(InputError|CurveOutsideBox|NoTangent|BoxOutsideMicrograph|NonFinite|PixelSizeTooLarge|AnalysisFailed)$/;
/** Words of CudaError (src/cuda/errors.ts). */
const NO_GPU = /^Cuda(NoDriver|Unavailable|NoDevice|DriverTooOld)$/;
const GPU_FAULT = /^Cuda/;
const BLOCKED_CODE = 3;
const BAD_INPUT_CODE = 2;
const STOPPED_CODES = [130, 143];

function classify({ returncode, error, lastLine, oomKill, diskFull }: Evidence): FailureClass {
  const words = `${error?.type ?? ''} ${error?.message ?? ''}\n${lastLine ?? ''}`;
  if (NO_MEMORY.test(words) || (oomKill && returncode === -9)) return 'out_of_memory';
  if (NO_GPU.test(error?.type ?? '')) return 'no_gpu';
  if (GPU_FAULT.test(error?.type ?? '')) return 'gpu_fault';
  if (NO_SPACE.test(words)) return 'disk_full';
  if (DISK_FAULT.test(words)) return 'disk_fault';
  if (returncode === BLOCKED_CODE) return 'blocked_dependency';
  if (returncode < 0 ? !CRASHES.includes(returncode) : STOPPED_CODES.includes(returncode)) return 'killed';
  if (returncode === 0) return 'partial';
  if (NO_FILE.test(words)) return 'missing_input';
  if (returncode === BAD_INPUT_CODE || BAD_ITEM.test(error?.type ?? '')) return 'bad_input';
  if (NO_FOLDER.test(words)) return 'bad_input';
  return diskFull ? 'disk_full' : 'bug';
}

/** Signals by which a program ends itself: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV. */
const CRASHES = [-4, -5, -6, -7, -8, -11];

function firstLine(text: string | undefined): string | null {
  return text?.split('\n')[0] || null;
}

/** True when another attempt may end otherwise: input does not mend itself. */
export function isWorthRetrying({ class: name }: Failure): boolean {
  return name !== 'no_gpu' && name !== 'missing_input' && name !== 'bad_input' && name !== 'blocked_dependency';
}

/** Memory, processes or open files: there is room again when other jobs have ended. */
const TOO_MANY = /ENOMEM|EAGAIN|EMFILE|ENFILE/;

/** A job whose process could not be started at all. */
export function startFailure(error: unknown): Failure {
  const message = messageOf(error);
  const name = startClass(message);
  return { class: name, advice: ADVICE[name], last_line: firstLine(message), partial: null };
}

function startClass(message: string): FailureClass {
  if (NO_SPACE.test(message)) return 'disk_full';
  if (DISK_FAULT.test(message)) return 'disk_fault';
  return TOO_MANY.test(message) ? 'out_of_memory' : 'bad_input';
}
