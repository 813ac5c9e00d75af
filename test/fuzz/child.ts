/**
 * Runs mutants of one target: `child.mjs TARGET FIRST COUNT FOLDER`. It writes the number of the mutant in work to
 * FOLDER/at, for the process that watches over it, and at the end FOLDER/report.json.
 */
import { openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/base/random.ts';
import { takeAllocations, watchAllocations } from './allocations.ts';
import type { Verdict } from './target.ts';

export interface ChildReport {
  verdicts: Record<Verdict, number>;
  /** So many bytes more than at the start did the process ever hold. */
  grownBytes: number;
  failures: { number: number; message: string; savedAs: string }[];
}

/** What reading a file may take besides a multiple of its size: blocks for reading, tables of decoders. */
const FIXED_BYTES = 48 << 20;
/** The most by which a compressed column may grow. */
const LARGEST_GROWTH = 300;
const MOST_FAILURES = 5;

watchAllocations();
const { TARGETS } = await import('./targets/all.ts');
const [name = '', first = '0', count = '1', folder = '.'] = process.argv.slice(2);
const target = TARGETS().find((one) => one.name === name);
if (!target) throw new Error(`no target ${name}`);
const at = openSync(join(folder, 'at'), 'w');
const path = join(folder, 'mutant');
const report: ChildReport = { verdicts: { head: 0, refused: 0, read: 0 }, grownBytes: 0, failures: [] };
for (const seed of target.seeds) await run(seed, 'the whole file', (verdict) => verdict === 'read');
const startBytes = 1024 * process.resourceUsage().maxRSS;
for (let number = Number(first); number < Number(first) + Number(count); number++) {
  if (report.failures.length >= MOST_FAILURES) break;
  writeSync(at, String(number).padStart(12), 0);
  const random = new Random(number);
  const seed = target.seeds[random.below(target.seeds.length)]!;
  const verdict = await run(target.mutate(seed, random), number, () => true);
  if (verdict) report.verdicts[verdict]++;
}
report.grownBytes = 1024 * process.resourceUsage().maxRSS - startBytes;
writeFileSync(join(folder, 'report.json'), JSON.stringify(report));

async function run(
  bytes: Uint8Array,
  number: number | string,
  isRight: (verdict: Verdict) => boolean,
): Promise<Verdict | null> {
  writeFileSync(path, bytes);
  takeAllocations();
  try {
    const verdict = await target!.judge(path, bytes);
    const tookBytes = takeAllocations();
    if (tookBytes > FIXED_BYTES + LARGEST_GROWTH * bytes.length) throw new Error(`took ${tookBytes} bytes of memory`);
    if (!isRight(verdict)) throw new Error(`ended as ${verdict}`);
    return verdict;
  } catch (error) {
    const savedAs = join(folder, `${name}-${number}`);
    writeFileSync(savedAs, bytes);
    const message = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error);
    report.failures.push({ number: Number(number) || 0, message: message.slice(0, 2000), savedAs });
    return null;
  }
}
