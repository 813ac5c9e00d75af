import { rmSync } from 'node:fs';
import { readStar } from '../../../src/formats/star/read.ts';
import { rewriteStarColumn } from '../../../src/formats/star/rewrite.ts';
import { InputError } from '../../../src/base/errors.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { confirm, type Target, type Verdict } from '../target.ts';
import { verdictOf } from './refusal.ts';

const WHOLE = [
  `# version 30001

data_optics

loop_
_rlnOpticsGroup #1
_rlnOpticsGroupName #2
1 opticsGroup1

data_particles

loop_
_rlnImageName #1
_rlnMicrographName #2
_rlnCoordinateX #3
_rlnCoordinateY #4
000001@J220/a.mrcs J2/mic.mrc 10.5 20
000002@J220/a.mrcs J2/mic.mrc -3 1e3
000001@J220/b.mrcs J2/other.mrc 0 0.25

`,
  `data_one
_rlnLabel value
_rlnOther "two words"
loop_
_rlnA
_rlnB
1 'a b'
nan ""
data_two
loop_
_rlnImageName
7@x.mrcs
`,
];
const ODDITIES = [
  '"', "'", '#', '\r', '\t', 'data_', 'data_particles', 'loop_', '_', '_rlnImageName', '0@x', '99999999999@x', '@', 'nan', 'inf',
  '1e999', '-', ';', '\0', '\xff', '\xef\xbb\xbf', 'stop_', 'global_', '"a b"', '000001@', '1.5.2', '\n\n', ' '.repeat(50),
]; // prettier-ignore

export function starTarget(): Target {
  const seeds = WHOLE.map((text) => Buffer.from(text));
  return {
    name: 'star',
    seeds,
    mutate: (seed, random) =>
      random.below(5) ? mutateText(seed, random, ODDITIES) : mutateBytes(seed, random, [], seeds),
    judge: async (path, bytes) => {
      const verdict = verdictOf(path, () => confirmStar(path, bytes), isHeadFault);
      await confirmRewrite(path);
      return verdict;
    },
  };
}

function isHeadFault(message: string): boolean {
  return /expected a STAR file/.test(message);
}

function confirmStar(path: string, bytes: Uint8Array): Verdict {
  const { blocks } = readStar(path);
  const plain = plainStar(Buffer.from(bytes).toString('utf8'));
  const found = blocks.flatMap(({ name, loops }) => loops.map((loop) => ({ name, loop })));
  for (const { loop } of found) {
    for (const label of loop.labels) {
      confirm(loop.column(label).length === loop.rows, `_${label} has another number of rows`);
      for (let row = 0; row < loop.rows; row++) loop.text(label, row);
      loop.images(label);
      numbersOf(() => loop.numbers(label));
    }
  }
  if (plain === null) return 'read';
  confirm(plain.length === found.length, `${found.length} tables where the file has ${plain.length}`);
  for (const [i, { name, labels, rows }] of plain.entries()) {
    const { loop, name: block } = found[i]!;
    confirm(block === name && loop.labels.join() === labels.join(), `other labels in data_${name}`);
    const read = Array.from({ length: loop.rows }, (_, row) => labels.map((label) => loop.text(label, row)).join(' '));
    confirm(read.join('\n') === rows.map((row) => row.join(' ')).join('\n'), `other rows in data_${name}`);
  }
  return 'read';
}

/** Texts that are no numbers are refused in words. */
function numbersOf(read: () => Float64Array): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

/** What the rewriting makes of a file can be read again. */
async function confirmRewrite(path: string): Promise<void> {
  const target = `${path}.rewritten`;
  try {
    await rewriteStarColumn(path, target, 'particles', 'rlnImageName', (value) => `new/${value.length}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return;
  }
  try {
    const { blocks } = readStar(target);
    confirm(
      blocks.some(({ name }) => name === 'particles'),
      'the rewritten file has lost its block',
    );
  } catch (error) {
    // What was not whole before is not made whole.
    if (!(error instanceof InputError)) throw error;
    readStarFails(path);
  } finally {
    rmSync(target, { force: true });
  }
}

function readStarFails(path: string): void {
  try {
    readStar(path);
  } catch {
    return;
  }
  confirm(false, 'a file that could be read was rewritten into one that cannot');
}

interface PlainLoop {
  name: string;
  labels: string[];
  rows: string[][];
}

/** A reader of plain STAR files: blocks, loops, rows of bare tokens; null for anything with quotes, comments or oddities. */
function plainStar(text: string): PlainLoop[] | null {
  if (/["';]|[^\x20-\x7e\n]/.test(text.replace(/^#.*$/gm, '').replace(/ #\d+$/gm, ''))) return null;
  const loops: PlainLoop[] = [];
  let name = '';
  let state: 'pairs' | 'labels' | 'rows' = 'pairs';
  for (const line of text.split('\n')) {
    const tokens = line
      .replace(/ #\d+$/, '')
      .split(' ')
      .filter(Boolean);
    const [first] = tokens;
    if (line.includes('#') && !/^(#.*|[^#]* #\d+)$/.test(line)) return null;
    if (first === undefined || first.startsWith('#')) continue;
    if (/^data_/i.test(first) || /^loop_$/i.test(first)) {
      if (tokens.length > 1) return null;
      if (/^data_/i.test(first)) [name, state] = [first.slice(5), 'pairs'];
      else {
        loops.push({ name, labels: [], rows: [] });
        state = 'labels';
      }
    } else if (first.startsWith('_')) {
      if (state === 'rows') return null;
      if (state === 'labels') loops.at(-1)!.labels.push(first.slice(1));
    } else {
      const labels = loops.at(-1)?.labels ?? [];
      state = state === 'labels' ? 'rows' : state;
      // Old RELION leaves an empty second of two values out (decision 010).
      loops.at(-1)?.rows.push(labels.length === 2 && tokens.length === 1 ? [first, ''] : tokens);
    }
  }
  return loops;
}
