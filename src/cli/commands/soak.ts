import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULT_PHASES, FAULT_POINTS, type FaultPoint } from '../../base/fault-point.ts';
import { refuse } from '../../base/errors.ts';
import { newCommand, parseCommand, wholeNumber } from '../flags.ts';
import { makeOutputFolder } from '../write-output.ts';
import { makeInputs } from '../soak/project.ts';
import { runSeed, runUndisturbed, type Kill, type SoakInputs } from '../soak/seed.ts';

interface Options {
  seeds: number;
  first: number;
  points?: string;
  folder?: string;
}

/** `bezierfit soak --seeds N`: kills a small batch again and again and checks every time that nothing was lost. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand(
    'soak',
    'Run a small batch, kill its scheduler and jobs at fault points and at random moments, go on, and check the result.',
  )
    .option('--seeds <n>', 'how many batches', wholeNumber('--seeds'), 20)
    .option('--first <n>', 'the first seed', wholeNumber('--first'), 0)
    .option('--points <names>', 'fault points to aim at, with commas; default: all in turn')
    .option('--folder <dir>', 'where to work; default: a temporary folder');
  if (await parseCommand(command, argv)) return 0;
  const { seeds, first, points, folder } = command.opts<Options>();
  const aims = pointsOf(points);
  if (folder !== undefined) makeOutputFolder(folder);
  const work = realpathSync(mkdtempSync(join(folder ?? tmpdir(), 'bezierfit-soak-')));
  const program: SoakInputs['program'] = [process.execPath, realpathSync(process.argv[1] ?? '')];
  const project = makeInputs(join(work, 'inputs'));
  const undisturbed = await runUndisturbed(join(work, 'undisturbed'), { program, project });
  const inputs = { program, project, points: aims, undisturbed };
  const tally: Tally = new Map();
  let bad = 0;
  for (let seed = first; seed < first + seeds; seed++) {
    const root = join(work, `seed_${seed}`);
    const { kills, violations } = await runSeed(seed, root, inputs);
    for (const kill of kills) tally.set(kill, (tally.get(kill) ?? 0) + 1);
    console.log(`seed ${seed}: ${kills.join('; ') || 'no kill'}${violations.length > 0 ? '' : ', nothing lost'}`);
    for (const one of violations) console.error(`  VIOLATED: ${one}`);
    if (violations.length > 0) bad++;
    else rmSync(root, { recursive: true });
  }
  report(tally, seeds, bad);
  if (bad === 0) rmSync(work, { recursive: true });
  else console.error(`kept for a look: ${work}`);
  return bad === 0 ? 0 : 1;
}

type Tally = Map<Kill, number>;

/** Kills by phase: at the fault points of each, then at random moments by what ran. */
function report(tally: Readonly<Tally>, seeds: number, bad: number): void {
  console.log('\nkills at fault points, by phase:');
  for (const [phase, points] of Object.entries(FAULT_PHASES)) {
    console.log(countLine(sum(points.map((point) => tally.get(point) ?? 0)), phase));
    for (const point of points) console.log(`  ${countLine(tally.get(point) ?? 0, point)}`);
  }
  const atMoments = [...tally].filter(([what]) => !(FAULT_POINTS as readonly string[]).includes(what));
  console.log(`kills at random moments:\n${countLine(sum(atMoments.map(([, times]) => times)), 'of them')}`);
  for (const [what, times] of atMoments.sort()) console.log(`  ${countLine(times, what)}`);
  console.log(`${sum([...tally.values()])} kills in ${seeds} seeds; invariants violated in ${bad}`);
}

function countLine(times: number, what: string): string {
  return `${String(times).padStart(5)}  ${what}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function pointsOf(text: string | undefined): readonly FaultPoint[] {
  if (text === undefined) return FAULT_POINTS;
  return text.split(',').map((name) => {
    const known = FAULT_POINTS.find((point) => point === name);
    return known ?? refuse('--points', `there is no fault point ${name}; there are ${FAULT_POINTS.join(', ')}`);
  });
}
