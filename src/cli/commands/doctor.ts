import { formatJson } from '../../base/json.ts';
import colors from '../colors.ts';
import { diskFindings } from '../doctor/disk.ts';
import type { Finding, Verdict } from '../doctor/finding.ts';
import { gpuFindings } from '../doctor/gpus.ts';
import { machineFindings } from '../doctor/machine.ts';
import { listGpus } from '../doctor/nvidia-smi-table.ts';
import { probeHere, runProbe } from '../doctor/probe.ts';
import { newCommand, parseCommand } from '../flags.ts';

interface Options {
  json?: boolean;
  folder?: string;
  probe?: boolean;
}

const PAINT: Record<Verdict, (text: string) => string> = { ok: colors.green, warn: colors.yellow, fail: colors.red };

/** Looks at everything that a job needs of this machine. Exit code: 1 when something does not work. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('doctor', 'Check this machine: Node, cores, NVIDIA driver and GPUs, disks.')
    .option('--json', 'print one JSON object, for programs')
    .option('--folder <folder>', 'measure the disk of this folder, too (writes up to 512 MB for a second)');
  command.addOption(command.createOption('--probe').hideHelp());
  if (await parseCommand(command, argv)) return 0;
  const { json, folder, probe } = command.opts<Options>();
  if (probe) {
    await probeHere();
    return 0;
  }
  const findings = await examine(folder);
  const verdict = worstOf(findings);
  process.stdout.write(json ? formatJson({ verdict, findings }) : `${findings.map(show).join('\n')}\n`);
  return verdict === 'fail' ? 1 : 0;
}

async function examine(folder: string | undefined): Promise<Finding[]> {
  const [listing, probe] = await Promise.all([listGpus(), runProbe()]);
  const { CUDA_VISIBLE_DEVICES: mask, CUDA_DEVICE_ORDER: order } = process.env;
  return [
    ...machineFindings(),
    ...gpuFindings({ listing, probe, mask, order }),
    ...(folder === undefined ? [] : diskFindings(folder)),
  ];
}

function worstOf(findings: readonly Finding[]): Verdict {
  const order: Verdict[] = ['fail', 'warn', 'ok'];
  return order.find((verdict) => findings.some((finding) => finding.verdict === verdict)) ?? 'ok';
}

function show({ verdict, text, advice }: Finding): string {
  return `${PAINT[verdict](verdict.padEnd(4))}  ${text}${advice === null ? '' : `\n      -> ${advice}`}`;
}
