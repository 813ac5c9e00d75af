// `npm run bench [NAME...]`: all benchmarks, or those named. They print figures and ratios; nothing is asserted.
import { run as analysis } from './analysis.ts';
import { run as batch } from './batch.ts';
import { run as jobs } from './jobs.ts';
import { run as pmsKernel } from './pms-kernel.ts';
import { run as tables } from './tables.ts';

const BENCHES: readonly { name: string; run: () => Promise<void> }[] = [
  { name: 'analysis', run: analysis },
  { name: 'batch', run: batch },
  { name: 'jobs', run: jobs },
  { name: 'pms-kernel', run: pmsKernel },
  { name: 'tables', run: tables },
];

const wanted = process.argv.slice(2);
for (const { name, run } of BENCHES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`# ${name}`);
  await run();
}
