import type { Listing, ListedGpu } from './nvidia-smi-table.ts';
import type { Probe, ProbedDevice } from './probe.ts';
import { fail, ok, warn, type Finding } from './finding.ts';
import { gib } from './machine.ts';

export interface GpuEvidence {
  listing: Listing;
  probe: Probe;
  /** Of this environment. */
  mask: string | undefined;
  order: string | undefined;
}

/** Everything about NVIDIA GPUs: tools, driver, environment, and each device with its self-test. */
export function gpuFindings(evidence: GpuEvidence): Finding[] {
  const { probe } = evidence;
  const devices = probe.devices.flatMap((device) => deviceFindings(device, evidence));
  return [listingFinding(evidence), ...driverFindings(evidence), ...maskFindings(evidence), ...devices];
}

function listingFinding({ listing, probe }: GpuEvidence): Finding {
  if (listing.gpus === null) {
    const advice = !listing.absent
      ? 'The driver and its tools do not fit, or the card does not answer: see `dmesg` for `NVRM`; a reboot often helps.'
      : probe.devices.length > 0
        ? 'Put it on PATH (it comes with the driver): without it a batch does not see who else uses the GPUs.'
        : 'Without an NVIDIA GPU jobs compute on the CPU. With one: install its driver.';
    return warn('nvidia-smi', listing.fault, advice);
  }
  const version = listing.gpus[0]?.driver;
  return ok('nvidia-smi', `driver ${version ?? 'unknown'}, ${plural(listing.gpus.length, 'GPU')}`);
}

/** koffi, libcuda, and whether the driver is new enough. */
function driverFindings(evidence: GpuEvidence): Finding[] {
  const { probe, listing } = evidence;
  const { koffi, cuda, fault, devices } = probe;
  const found: Finding[] = [];
  const noKoffi = fault?.type === 'CudaUnavailable' && koffi === null;
  if (koffi !== null) found.push(ok('koffi', `koffi ${koffi} calls the driver`));
  if (cuda !== null) found.push(ok('driver', `the driver knows CUDA ${cuda.major}.${cuda.minor}`));
  if (hidesAll(evidence)) return found;
  if (fault) {
    const isMissing = fault.type === 'CudaNoDriver' || noKoffi;
    const asked = isMissing && listing.gpus === null ? warn : fail;
    found.push(asked(noKoffi ? 'koffi' : 'driver', fault.sentence, capital(fault.advice)));
  } else if (devices.length === 0) {
    found.push(
      warn('driver', 'the driver shows no GPU', 'Check CUDA_VISIBLE_DEVICES; in a container, start it with its GPUs.'),
    );
  }
  return found;
}

function maskFindings(evidence: GpuEvidence): Finding[] {
  const { mask, order, listing, probe } = evidence;
  const found: Finding[] = [];
  if (mask !== undefined) found.push(maskFinding(mask, evidence));
  const moved = probe.devices.filter(({ facts }) => {
    const index = listed(facts.uuid, listing)?.index;
    return mask === undefined && index !== undefined && index !== facts.ordinal;
  });
  if (moved.length > 0) {
    const pairs = moved.map(({ facts }) => `${facts.ordinal} is nvidia-smi's ${listed(facts.uuid, listing)?.index}`);
    const text = `CUDA counts the GPUs in another order than nvidia-smi: ${pairs.join(', ')} (CUDA_DEVICE_ORDER=${order ?? 'not set'})`;
    found.push(warn('environment', text, '`export CUDA_DEVICE_ORDER=PCI_BUS_ID`; a batch sets it for its jobs.'));
  }
  return found;
}

/** The driver finds nothing under the mask. */
function hidesAll({ mask, probe: { fault, devices } }: GpuEvidence): boolean {
  return mask !== undefined && (fault ? fault.type === 'CudaNoDevice' : devices.length === 0);
}

function maskFinding(mask: string, evidence: GpuEvidence): Finding {
  const { listing, probe } = evidence;
  const set = `CUDA_VISIBLE_DEVICES=${mask} is set in this environment`;
  if (!hidesAll(evidence)) {
    const all = listing.gpus ? ` of ${listing.gpus.length}` : '';
    return warn(
      'environment',
      `${set}: ${plural(probe.devices.length, 'GPU')}${all} can be used`,
      'Right in a SLURM job; otherwise `unset CUDA_VISIBLE_DEVICES`: a batch gives each job its GPUs itself.',
    );
  }
  const advice = '`unset CUDA_VISIBLE_DEVICES`, or name GPUs that `nvidia-smi` lists; then look again.';
  const chosen = mask.trim() === '';
  return (chosen ? warn : fail)('environment', `${set}: no GPU can be used, jobs compute on the CPU`, advice);
}

function deviceFindings({ facts, freeBytes, test, fault }: ProbedDevice, { listing }: GpuEvidence): Finding[] {
  const { gpus } = listing;
  const what = `gpu ${facts.ordinal}`;
  const { major, minor } = facts.capability;
  const other = listed(facts.uuid, listing);
  const memory = `${gib(facts.totalBytes)}${freeBytes === null ? '' : `, ${gib(freeBytes)} free`}`;
  const number = other ? `, nvidia-smi's ${other.index}` : gpus ? ', not known to nvidia-smi' : '';
  const text = `GPU ${facts.ordinal}: ${facts.name}, ${memory}, compute capability ${major}.${minor}, ${facts.uuid}, PCI ${facts.pciBusId}${number}`;
  const found = [
    major >= 5 ? ok(what, text) : fail(what, text, 'The kernels need compute capability 5.0: use --device cpu.'),
  ];
  if (other && other.users.length > 0) {
    const users = other.users.map(({ pid, name, usedMiB }) => `${name} (pid ${pid}, ${usedMiB} MiB)`);
    found.push(
      warn(
        what,
        `GPU ${facts.ordinal} is in use by ${users.join(', ')}`,
        'Jobs share its memory and its time: use another GPU, or wait.',
      ),
    );
  }
  if (fault) {
    found.push(fail(what, `self-test: ${fault.sentence}`, capital(fault.advice)));
  } else if (test) {
    const speed = `${test.particles} particles of box ${test.boxPx}, ${test.usPerParticle.toFixed(0)} us each`;
    found.push(
      test.fault === null
        ? ok(what, `self-test of GPU ${facts.ordinal}: same as the CPU (${speed})`)
        : fail(
            what,
            `self-test of GPU ${facts.ordinal}: ${test.fault} (${speed})`,
            'Do not use this card; test its memory, and please report this.',
          ),
    );
  }
  return found;
}

function listed(uuid: string, { gpus }: Listing): ListedGpu | undefined {
  return gpus?.find((gpu) => gpu.uuid.toLowerCase() === uuid.toLowerCase());
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** As a sentence; who reads it has the doctor's answer before them. */
function capital(whole: string): string {
  const [advice = whole] = whole.split('; `bezierfit doctor`');
  return `${advice[0]?.toUpperCase()}${advice.slice(1)}.`;
}
