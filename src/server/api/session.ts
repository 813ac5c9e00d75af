/** Who looks, and at which machine. */

export interface Login {
  token: string;
}

export interface Session {
  user: string;
  host: string;
  version: string;
  cores: number;
  home: string;
  /** Given at the start (`--run-root`), else null. */
  runRoot: string | null;
  /** Folders that may be looked at: home, run root, `--root`. */
  roots: string[];
  /** Of contract 9, seconds. */
  graceS: number;
}

/** GPU and CPU strip. */
export interface Machine {
  gpus: GpuView[];
  /** Why there are none: no nvidia-smi, or what it said. */
  gpuFault: string | null;
  cpu: { cores: number; busyCores: number; load1: number };
  memory: { totalBytes: number; availableBytes: number };
  /** File systems that the batch of the run root that was asked for writes to. */
  disks: DiskView[];
}

export interface DiskView {
  /** A folder of it. */
  folder: string;
  freeBytes: number;
  totalBytes: number;
}

export interface GpuView {
  id: number;
  name: string;
  usedMiB: number;
  totalMiB: number;
  /** 0..100; null when unknown. */
  usePercent: number | null;
  holders: GpuHolder[];
}

export interface GpuHolder {
  pid: number;
  user: string;
  program: string;
  sinceUtc: string | null;
  usedMiB: number | null;
  /** When it is a job of ours. */
  runRoot: string | null;
  jobId: string | null;
}
