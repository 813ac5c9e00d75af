import { refuse } from '../base/errors.ts';
import type { JobContext } from './context.ts';

/** All work is done on the CPU: `cuda` is refused, and `auto` says so when the job was given GPUs. */
export function settleDevice(device: 'auto' | 'cuda' | 'cpu', { visibleGpus, log }: JobContext): void {
  if (device === 'cuda') refuse('--device', 'cuda is not available in this version; use auto or cpu');
  if (device === 'auto' && visibleGpus !== '')
    log.line(`>>> device: computing on the CPU (GPUs ${visibleGpus} are not used)`);
}
