/**
 * What the driver says about the GPUs, and whether they compute rightly. It runs in a process of its own (`doctor --probe`),
 * for a broken driver may hang or crash whoever calls it.
 */
import { spawn } from 'node:child_process';
import { CudaDevice } from '../../cuda/device.ts';
import { describeDevice, type DeviceFacts } from '../../cuda/device-facts.ts';
import { CudaDriver } from '../../cuda/driver.ts';
import { CudaError } from '../../cuda/errors.ts';
import { KERNELS_PTX } from '../../cuda/kernels-ptx.ts';
import { messageOf } from '../../base/errors.ts';
import { testDevice, type SelfTest } from './self-test.ts';

/** A step that failed; `type` as in CudaError, or `Died`: the whole probe. */
export interface Fault {
  type: string;
  sentence: string;
  advice: string;
}

export interface ProbedDevice {
  facts: DeviceFacts;
  freeBytes: number | null;
  test: SelfTest | null;
  fault: Fault | null;
}

export interface Probe {
  koffi: string | null;
  /** The newest CUDA that the driver knows. */
  cuda: { major: number; minor: number } | null;
  devices: ProbedDevice[];
  /** Why there are no devices. */
  fault: Fault | null;
}

const DIED = 'see `dmesg` for `NVRM`; reinstall the NVIDIA driver or reboot; --device cpu works without it';
const MARK = 'bezierfit-probe ';

/** Asks the driver; writes one line for `runProbe`. */
export async function probeHere(): Promise<void> {
  const probe: Probe = { koffi: null, cuda: null, devices: [], fault: null };
  try {
    const driver = await CudaDriver.load();
    probe.koffi = driver.koffi.version;
    probe.cuda = driver.version();
    const count = driver.deviceCount();
    for (let ordinal = 0; ordinal < count; ordinal++) probe.devices.push(probeDevice(driver, ordinal));
  } catch (error) {
    probe.fault = faultOf(error);
  }
  process.stdout.write(`${MARK}${JSON.stringify(probe)}\n`);
}

function probeDevice(driver: CudaDriver, ordinal: number): ProbedDevice {
  const probed: ProbedDevice = { facts: describeDevice(driver, ordinal), freeBytes: null, test: null, fault: null };
  try {
    const device = CudaDevice.open(driver, ordinal);
    probed.freeBytes = device.memory().freeBytes;
    device.unload(device.load(KERNELS_PTX));
    probed.test = testDevice(device);
    device.close();
  } catch (error) {
    probed.fault = faultOf(error);
  }
  return probed;
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof CudaError))
    return { type: 'Unexpected', sentence: messageOf(error), advice: 'please report this' };
  const { type, sentence, advice } = error;
  return { type, sentence, advice };
}

/** Runs the probe in a process of its own; never throws. */
export function runProbe(timeoutMs = 60_000): Promise<Probe> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [process.argv[1] ?? '', 'doctor', '--probe'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (complaint += String(chunk)));
    const lost = (sentence: string) =>
      done({ koffi: null, cuda: null, devices: [], fault: { type: 'Died', sentence, advice: DIED } });
    child.on('error', (error) => lost(error.message));
    child.on('close', (code, signal) => {
      const line = output.split('\n').find((one) => one.startsWith(MARK));
      if (line !== undefined) return done(JSON.parse(line.slice(MARK.length)) as Probe);
      const end = signal === 'SIGKILL' ? `gave no answer within ${timeoutMs / 1000} s` : `ended with ${signal ?? code}`;
      const words = complaint.trim().split('\n')[0] ?? '';
      lost(`asking the NVIDIA driver ${end}${words && `: ${words}`}`);
    });
  });
}
