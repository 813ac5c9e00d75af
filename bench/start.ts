import { spawnSync } from 'node:child_process';
import { interleave } from './interleave.ts';
import { PROGRAM } from './measured-process.ts';
import { median, type BenchGroup, type BenchScale } from './table.ts';

const ROUNDS: Record<BenchScale, number> = { full: 20, quick: 10, smallest: 1 };

/** How soon the program answers. */
export const start: BenchGroup = {
  name: 'start',
  run: async (scale) => {
    const times = await interleave(ROUNDS[scale], {
      help: () => startMs([PROGRAM, '--help']),
      bare: () => startMs(['--eval', '0']),
    });
    const [help, bare] = [median(times.help), median(times.bare)];
    return [
      {
        name: 'bezierfit --help',
        value: help,
        unit: 'ms',
        target: { atMost: 120 },
        parts: [
          { name: 'bezierfit --help', value: help, unit: 'ms' },
          { name: 'node alone', value: bare, unit: 'ms' },
        ],
      },
    ];
  },
};

function startMs(argv: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, argv, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`);
  return performance.now() - started;
}
