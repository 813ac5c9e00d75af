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

interface Meaning {
  fault: CudaFault;
  sentence: string;
  advice: string;
}

const SEE_DOCTOR = '`bezierfit doctor` shows what this machine has';
const SEE_XID =
  "look for `NVRM: Xid` in `dmesg`; give the same command again (finished items are kept), and if it comes back test the card's memory and power";

const UNAVAILABLE: Meaning = {
  fault: 'CudaUnavailable',
  sentence: 'the NVIDIA driver does not start',
  advice: 'see whether `nvidia-smi` works; after an update of the driver the machine wants a reboot',
};
const NO_DEVICE: Meaning = {
  fault: 'CudaNoDevice',
  sentence: 'the driver shows no usable GPU',
  advice: `check CUDA_VISIBLE_DEVICES and \`nvidia-smi\`; ${SEE_DOCTOR}`,
};
const TOO_OLD: Meaning = {
  fault: 'CudaDriverTooOld',
  sentence: 'the NVIDIA driver cannot load the kernels of this program',
  advice: 'install a driver that knows CUDA 9.0 or later (384.81 on Linux), or use --device cpu',
};
const LOST: Meaning = {
  fault: 'CudaDeviceLost',
  sentence: 'the GPU was lost',
  advice: `see whether \`nvidia-smi\` still lists it (a reboot or a reset brings it back); ${SEE_XID}`,
};
const KERNEL_FAULT: Meaning = {
  fault: 'CudaKernelFault',
  sentence: 'the driver ended a kernel on the GPU',
  advice: SEE_XID,
};
const OUT_OF_MEMORY: Meaning = {
  fault: 'CudaOutOfMemory',
  sentence: 'the GPU is out of memory',
  advice: 'see with `nvidia-smi` who uses it; lower procs or batch_size, or use another GPU',
};
const MISTAKE: Meaning = {
  fault: 'CudaError',
  sentence: 'the CUDA driver refused a call',
  advice: 'please report this; --device cpu does the same work without it',
};

/** CUresult, as cuda.h numbers them. */
const MEANINGS: readonly [Meaning, readonly number[]][] = [
  [OUT_OF_MEMORY, [2]],
  [UNAVAILABLE, [3, 34, 803, 804]],
  [NO_DEVICE, [100, 101]],
  [TOO_OLD, [35, 36, 200, 209, 218, 221, 222, 223, 224]],
  [LOST, [4, 46, 214, 220, 226, 709, 802, 999]],
  [KERNEL_FAULT, [700, 702, 710, 714, 715, 716, 717, 718, 719]],
];

/** The error for a driver's answer. `what`: what was being done; `detail`: the driver's own words. */
export function driverError(code: number, what: string, detail: string): CudaError {
  const [meaning] = MEANINGS.find(([, codes]) => codes.includes(code)) ?? [MISTAKE];
  return new CudaError(meaning.fault, `${what}: ${meaning.sentence} (${detail})`, meaning.advice, code);
}

/** True when a smaller batch may work. */
export function isOutOfMemory(error: unknown): error is CudaError {
  return error instanceof CudaError && error.type === 'CudaOutOfMemory';
}
