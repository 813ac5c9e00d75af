import { JobError } from '../base/errors.ts';

/**
 * What went wrong with a GPU, by what can be done about it. The names go into sidecars, logs and exit records, where
 * batch/failure.ts sorts them into the failure classes of a batch.
 */
export type CudaFault =
  /** There is no libcuda.so.1. */
  | 'CudaNoDriver'
  /** No koffi, or a driver that does not start. */
  | 'CudaUnavailable'
  /** No device, or not the one that was asked for. */
  | 'CudaNoDevice'
  /** The driver cannot load our kernels. */
  | 'CudaDriverTooOld'
  | 'CudaOutOfMemory'
  /** The device is gone: off the bus, reset, taken by somebody else. The process cannot use it again. */
  | 'CudaDeviceLost'
  /** A kernel was ended by the driver (an Xid in the system's log). The process cannot use the device again. */
  | 'CudaKernelFault'
  /** Any other answer of the driver: a mistake of ours. */
  | 'CudaError';

/** A failure of the driver or a device; the message says what it means and what to do. */
export class CudaError extends JobError {
  override readonly type: CudaFault;
  /** The driver's number (CUresult); 0 when it was not the driver that failed. */
  readonly code: number;
  /** What happened, and what to do: the two halves of the message. */
  readonly sentence: string;
  readonly advice: string;
  constructor(type: CudaFault, sentence: string, advice: string, code = 0, options?: ErrorOptions) {
    super(type, `${sentence}; ${advice}`, options);
    this.type = type;
    this.sentence = sentence;
    this.advice = advice;
    this.name = 'CudaError';
    this.code = code;
  }
}

/** CUresult of `cuStreamQuery` and `cuEventQuery` while work is under way. */
export const NOT_READY = 600;

/** Answers of the driver that mean the same to a user: CUresult, as cuda.h numbers them. */
type Meaning = [fault: CudaFault, codes: readonly number[], sentence: string, advice: string];

const SEE_DOCTOR = '`bezierfit doctor` shows what this machine has';
const SEE_XID =
  "look for `NVRM: Xid` in `dmesg`; give the same command again (finished items are kept), and if it comes back test the card's memory and power";
const DOES_NOT_START = 'the NVIDIA driver does not start';
const ENDED_KERNEL = 'the driver ended a kernel on the GPU';

/** A driver that does not start says so in many ways; most would mean something else later. */
const UNAVAILABLE: Meaning = [
  'CudaUnavailable',
  [3, 34, 304, 803, 804],
  DOES_NOT_START,
  'see whether `nvidia-smi` works; after an update of the driver the machine wants a reboot',
];
const MISTAKE: Meaning = [
  'CudaError',
  [],
  'the CUDA driver refused a call',
  'please report this; --device cpu does the same work without it',
];
const MEANINGS: readonly Meaning[] = [
  UNAVAILABLE,
  [
    'CudaUnavailable',
    [802],
    DOES_NOT_START,
    'on a machine whose GPUs are joined by NVSwitch the service nvidia-fabricmanager must run, of the same version as the driver',
  ],
  [
    'CudaUnavailable',
    [805, 806, 807, 808, 809],
    'the MPS server does not answer',
    'see its log, or end it (`echo quit | nvidia-cuda-mps-control`): jobs do not need it',
  ],
  [
    'CudaUnavailable',
    [221, 223],
    "the driver's compiler is missing or switched off",
    'libnvidia-ptxjitcompiler.so.1 comes with the driver (in a container: NVIDIA_DRIVER_CAPABILITIES=compute,utility), and CUDA_DISABLE_PTX_JIT must not be set; or use --device cpu',
  ],
  [
    'CudaNoDevice',
    [100, 101],
    'the driver shows no usable GPU',
    `check CUDA_VISIBLE_DEVICES and \`nvidia-smi\`; ${SEE_DOCTOR}`,
  ],
  [
    'CudaDriverTooOld',
    [200, 209, 218, 222],
    'the NVIDIA driver cannot load the kernels of this program',
    'they need a driver of 396.26 or later and a GPU of compute capability 5.0 or higher; install a newer driver, or use --device cpu',
  ],
  [
    'CudaOutOfMemory',
    [2],
    'the GPU is out of memory',
    'see with `nvidia-smi` who uses it; lower procs or batch_size, or use another GPU',
  ],
  [
    'CudaDeviceLost',
    [46],
    'the GPU was lost, or another process has it to itself',
    `see whether \`nvidia-smi\` still lists it, and its compute mode (\`nvidia-smi -q -d COMPUTE\`); ${SEE_XID}`,
  ],
  [
    'CudaDeviceLost',
    [4, 214, 220, 226, 709, 810, 999],
    'the GPU was lost',
    `see whether \`nvidia-smi\` still lists it (a reboot or a reset brings it back); ${SEE_XID}`,
  ],
  [
    'CudaKernelFault',
    [702],
    `${ENDED_KERNEL}, because it took too long`,
    'a card that also drives a screen allows a few seconds: lower batch_size, or use a card without a screen',
  ],
  ['CudaKernelFault', [700, 710, 714, 715, 716, 717, 718, 719], ENDED_KERNEL, SEE_XID],
];

/**
 * The error for a driver's answer. `what`: what was being done; `detail`: the driver's own words; `isStart`: the driver
 * was only just called, so nothing can have been lost yet.
 */
export function driverError(code: number, what: string, detail: string, isStart = false): CudaError {
  const known = MEANINGS.find(([, codes]) => codes.includes(code)) ?? MISTAKE;
  const isLater = known === MISTAKE || known[0] === 'CudaDeviceLost';
  const [fault, , sentence, advice] = isStart && isLater ? UNAVAILABLE : known;
  return new CudaError(fault, `${what}: ${sentence} (${detail})`, advice, code);
}

/** True when a smaller batch may work. */
export function isOutOfMemory(error: unknown): error is CudaError {
  return error instanceof CudaError && error.type === 'CudaOutOfMemory';
}
