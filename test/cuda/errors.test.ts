import { expect, it } from 'vitest';
import { driverError } from '../../src/cuda/errors.ts';

it.each([
  [2, 'CudaOutOfMemory', 'batch_size'],
  [3, 'CudaUnavailable', 'reboot'],
  [100, 'CudaNoDevice', 'CUDA_VISIBLE_DEVICES'],
  [221, 'CudaUnavailable', 'libnvidia-ptxjitcompiler'],
  [222, 'CudaDriverTooOld', '396.26'],
  [46, 'CudaDeviceLost', 'compute mode'],
  [214, 'CudaDeviceLost', 'NVRM: Xid'],
  [802, 'CudaUnavailable', 'nvidia-fabricmanager'],
  [702, 'CudaKernelFault', 'screen'],
  [716, 'CudaKernelFault', 'NVRM: Xid'],
  [999, 'CudaDeviceLost', 'nvidia-smi'],
  [1, 'CudaError', 'please report this'],
])('CUresult %i: %s, "%s"', (code, type, words) => {
  const error = driverError(code, 'computing on GPU 0', 'cuStreamQuery: NAME');
  expect(error).toMatchObject({ type, code });
  expect(error.message).toMatch(/^computing on GPU 0: .* \(cuStreamQuery: NAME\); /);
  expect(error.advice).toContain(words);
});

it.each([1, 46, 999])('CUresult %i at the start: the driver does not start', (code) => {
  expect(driverError(code, 'starting CUDA', 'cuInit: NAME', true).type).toBe('CudaUnavailable');
});
