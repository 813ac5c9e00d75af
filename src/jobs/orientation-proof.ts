import { refuse } from '../base/errors.ts';
import { openMrc, type MrcReader } from '../formats/mrc/read.ts';
import { orientationWindows, proveOrientation, type OrientationPair } from '../membrane/orientation.ts';
import type { MmsPlan } from './mms-plan.ts';

/** Pairs that are compared, */
const PAIRS = 20;
/** and rows that are tried to find them (boxes at the edge cannot be compared). */
const CANDIDATES = 400;

/**
 * Compares raw particles, spread over the data, with the micrograph at their coordinates and at those mirrored in y.
 * @returns lines for the log
 * @throws InputError when the mirrored ones fit and the given ones do not (algorithms 4)
 */
export function checkOrientation(plan: MmsPlan): string[] {
  const { verdict, sign, givenCorrelation, flippedCorrelation, pairs } = proveOrientation(collectPairs(plan));
  const figures = `${pairs} particles; correlation ${givenCorrelation.toFixed(3)} as given, ${flippedCorrelation.toFixed(3)} with y mirrored`;
  switch (verdict) {
    case 'given':
      return [
        `orientation proved by ${figures}; contrast of the particles ${sign > 0 ? 'as in' : 'inverted from'} the micrographs`,
      ];
    case 'flipped':
      return refuse(
        plan.rows.inputFile,
        `the particles fit the micrographs only with y mirrored (${figures}): the file was made with the other convention ` +
          'for the y axis. Export the STAR file again without (or with) the flip of y',
      );
    case 'neither':
      return [`WARNING the orientation could not be proved by ${figures}: check a subtracted micrograph by eye`];
  }
}

function collectPairs({ rows, items, boxPx }: MmsPlan): OrientationPair[] {
  const candidates = items.flatMap((item) =>
    spread(Array.from(item.rows), Math.ceil(CANDIDATES / items.length)).map((row) => ({ item, row })),
  );
  const open = new Map<string, MrcReader>();
  const readerOf = (path: string): MrcReader => {
    const reader = open.get(path) ?? openMrc(path);
    open.set(path, reader);
    return reader;
  };
  const usable = candidates.flatMap(({ item, row }) => {
    const stack = rows.stackOf[row] ?? 0;
    const box = boxPx[stack] ?? 0;
    const windows = orientationWindows(box, rows.xPx[row] ?? 0, rows.yPx[row] ?? 0, item.header);
    return windows ? [{ item, row, stack, box, windows }] : [];
  });
  try {
    return spread(usable, PAIRS).flatMap(({ item, row, stack, box, windows }) => {
      const raw = rawParticle(readerOf(rows.stacks[stack] ?? ''), rows.section[row] ?? 0, box);
      if (raw === null) return [];
      const cut = ({ x, y, width, height }: (typeof windows)['given']) =>
        readerOf(item.inputPath).readRegion(0, x, y, width, height);
      return [{ box, raw, given: cut(windows.given), flipped: cut(windows.flipped) }];
    });
  } finally {
    for (const reader of open.values()) reader.close();
  }
}

function rawParticle(reader: MrcReader, section: number, box: number): Float32Array | null {
  const { columns, rows, sections } = reader.header;
  return columns === box && rows === box && section < sections ? reader.readSection(section) : null;
}

/** At most `count` entries at equal distances. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / count)] as T);
}
