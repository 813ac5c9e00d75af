import { cpus, totalmem } from 'node:os';
import { thisMachine } from '../../base/machine.ts';
import { fail, ok, type Finding } from './finding.ts';

const OLDEST_NODE = [20, 19] as const;

/** Node, cores and memory that this process may use. */
export function machineFindings(): Finding[] {
  return [nodeFinding(process.versions.node), coresFinding(), memoryFinding()];
}

/** `version` as in `process.versions.node`. */
function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, oldestMinor] = OLDEST_NODE;
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return ok('node', `Node.js ${version}`);
  const wanted = OLDEST_NODE.join('.');
  return fail('node', `Node.js ${version} is too old`, `Install Node.js ${wanted} or later (nodejs.org).`);
}

function coresFinding(): Finding {
  const { cores } = thisMachine();
  const name = cpus()[0]?.model.trim() ?? '';
  return ok('cores', `${cores} cores${name && ` (${name})`}`);
}

function memoryFinding(): Finding {
  const { memoryBytes: bytes } = thisMachine();
  const why = bytes < totalmem() ? `, the limit of this session; the machine has ${gib(totalmem())}` : '';
  return ok('memory', `${gib(bytes)} of memory${why}`);
}

export function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
