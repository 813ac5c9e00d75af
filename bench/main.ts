// `npm run bench [-- NAME...] [--quick] [--json FILE]`: one table of all that was promised, or of the groups named.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/base/errors.ts';
import { analysis } from './analysis.ts';
import { batch } from './batch.ts';
import { doChore } from './chores.ts';
import { gpu } from './gpu.ts';
import { gui } from './gui.ts';
import { jobs } from './jobs.ts';
import { limits } from './limits.ts';
import { KERNEL_CHORES, pmsKernel } from './pms-kernel.ts';
import { start } from './start.ts';
import { tableJson, tableText, type BenchGroup, type BenchRow, type BenchScale } from './table.ts';
import { TABLE_CHORES, tables } from './tables.ts';

/** `gpu` is measured only when it is named: it needs a card, and writes 20 GB. */
const GROUPS: readonly BenchGroup[] = [pmsKernel, analysis, start, tables, batch, gui, jobs, limits];
const ALL = [...GROUPS, gpu];

const OPTIONS = {
  quick: { type: 'boolean' },
  smallest: { type: 'boolean' },
  json: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

if (!(await doChore({ 'pms-kernel': KERNEL_CHORES, tables: TABLE_CHORES }))) await main();

async function main(): Promise<void> {
  const request = readRequest();
  if (request === null) return;
  const { values, positionals } = request;
  const scale: BenchScale = values.smallest ? 'smallest' : values.quick ? 'quick' : 'full';
  const rows: (BenchRow & { group: string })[] = [];
  for (const { name, run } of positionals.length > 0 ? ALL : GROUPS) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(`measuring ${name}...`);
    for (const row of await run(scale)) rows.push({ group: name, ...row });
  }
  if (rows.length === 0) return;
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    node: process.version,
    load: loadavg(),
  };
  console.log(
    `${machine.cores} cores of ${machine.processor}, Node ${machine.node}, load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(tableText(rows));
  const json = { machine, scale, rows: tableJson(rows) };
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(json, null, 2)}\n`);
}

/** null: there is nothing to measure, and it was said why. */
function readRequest() {
  try {
    const request = parseArgs({ allowPositionals: true, options: OPTIONS });
    if (request.values.help) {
      console.log(helpText());
      return null;
    }
    const unknown = request.positionals.find((name) => !ALL.some((group) => group.name === name));
    if (unknown === undefined) return request;
    console.error(`no benchmark ${unknown}; there are: ${ALL.map(({ name }) => name).join(', ')}`);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${helpText()}`);
  }
  process.exitCode = 2;
  return null;
}

function helpText(): string {
  return `Measures what was promised and prints one table. On a busy machine its times mean little.

  npm run bench [-- NAME...] [options]

  NAME         only these: ${ALL.map(({ name }) => name).join(', ')}
               (without a name all but gpu)
  --quick      the same in few rounds
  --smallest   only to see that everything works
  --json FILE  writes the table to a file, too`;
}
