import { describe, expect, it } from 'vitest';
import { describeFailure, startFailure, type Evidence } from '../../src/batch/failure.ts';

const plain: Evidence = { returncode: 1, error: null, lastLine: null, oomKill: false, diskFull: false, outputs: null };

describe('the class of a failure', () => {
  it.each<[string, Partial<Evidence>]>([
    ['out_of_memory', { lastLine: 'cupy.cuda.memory.OutOfMemoryError: Out of memory allocating 9 bytes' }],
    ['out_of_memory', { returncode: -6, lastLine: 'FATAL ERROR: Reached heap limit: JavaScript heap out of memory' }],
    ['out_of_memory', { returncode: -9, oomKill: true }],
    ['out_of_memory', { error: { type: 'WorkerDied', message: 'a worker thread died: reaching memory limit' } }],
    ['out_of_memory', { error: { type: 'CudaOutOfMemory', message: 'GPU 0: the GPU is out of memory' } }],
    [
      'no_gpu',
      { error: { type: 'CudaNoDriver', message: 'libcuda.so.1 cannot be loaded (No such file or directory)' } },
    ],
    ['no_gpu', { error: { type: 'CudaDriverTooOld', message: 'loading the kernels' } }],
    ['gpu_fault', { error: { type: 'CudaKernelFault', message: 'the driver ended a kernel' } }],
    ['gpu_fault', { error: { type: 'CudaDeviceLost', message: 'the GPU was lost' } }],
    ['disk_full', { error: { type: 'ENOSPC', message: 'ENOSPC: no space left on device, write' } }],
    ['disk_full', { lastLine: 'OSError: [Errno 122] Disk quota exceeded' }],
    ['disk_full', { diskFull: true }],
    ['disk_fault', { error: { type: 'EIO', message: 'EIO: i/o error, fsync' } }],
    ['disk_fault', { lastLine: 'OSError: [Errno 116] Stale file handle' }],
    ['bad_input', { lastLine: 'EROFS: read-only file system, open' }],
    ['missing_input', { returncode: 2, error: { type: 'InputError', message: 'a.cs: file does not exist' } }],
    ['missing_input', { lastLine: "FileNotFoundError: [Errno 2] No such file or directory: 'J1/x.mrc'" }],
    ['bad_input', { returncode: 2, error: { type: 'InputError', message: 'a.cs: is no table' } }],
    ['bad_input', { error: { type: 'CurveOutsideBox', message: 'row 3' } }],
    ['blocked_dependency', { returncode: 3 }],
    ['killed', { returncode: -9 }],
    ['killed', { returncode: -15 }],
    ['killed', { returncode: 143 }],
    ['partial', { returncode: 0, outputs: { expected: 2, whole: 1 } }],
    ['bug', { returncode: -11 }],
    ['bug', { error: { type: 'TypeError', message: 'x is not a function' } }],
  ])('%s: %j', (name, evidence) => {
    const failure = describeFailure({ ...plain, ...evidence });
    expect(failure.class).toBe(name);
    expect(failure.advice).toMatch(/\.$/);
  });
});

it.each([
  ['out_of_memory', 'spawn /usr/bin/node EAGAIN'],
  ['disk_full', "ENOSPC: no space left on device, open 'x'"],
  ['disk_fault', "EIO: i/o error, rename 'x' -> 'y'"],
  ['bad_input', 'spawn /usr/bin/python3 ENOENT'],
])('a job that could not be started: %s', (name, message) => {
  expect(startFailure(new Error(message))).toMatchObject({ class: name, last_line: message });
});
