import { readStar, type StarBlock, type StarFile } from '../../formats/star/read.ts';
import { counted, type Page } from './page.ts';

const SHOWN_ROWS = 3;

/** What programs read about a STAR file. (contract 10) */
export interface StarReport {
  format: 'star';
  blocks: { name: string; kind: StarBlock['kind']; rows: number; columns: string[] }[];
}

export interface StarFacts {
  file: StarFile;
  report: StarReport;
}

/** Reads and checks a whole STAR file. */
export function readStarFacts(path: string): StarFacts {
  const file = readStar(path);
  return { file, report: { format: 'star', blocks: file.blocks.flatMap(entriesOf) } };
}

/** An entry a block, and one more for each loop after its first. Pairs count as one row. */
function entriesOf({ name, kind, pairs, loops: [first, ...others] }: StarBlock): StarReport['blocks'] {
  const labels = pairs.map(([label]) => label);
  const rows = first ? first.rows : Math.min(1, pairs.length);
  return [
    { name, kind, rows, columns: [...labels, ...(first?.labels ?? [])] },
    ...others.map((loop) => ({ name, kind: 'loop' as const, rows: loop.rows, columns: [...loop.labels] })),
  ];
}

/** Fills a page for a person: a line for each pair and for each column of a loop. */
export function showStar(page: Page, name: string, { file }: StarFacts): void {
  page.title(name, `STAR file, ${counted(file.blocks.length, 'block')}`);
  for (const block of file.blocks) {
    const title = `data_${block.name}`;
    if (block.pairs.length > 0) {
      page.title(title, counted(block.pairs.length, 'value'));
      page.facts(block.pairs.map(([label, value]) => [label, value || '""']));
    }
    for (const loop of block.loops) {
      page.title(title, `${counted(loop.rows, 'row')}, ${counted(loop.labels.length, 'column')}`);
      const shown = Array.from({ length: Math.min(SHOWN_ROWS, loop.rows) }, (_, row) => row);
      page.table(
        ['Column', ...shown.map((row) => (row === 0 ? 'First row' : `Row ${row + 1}`))],
        loop.labels.map((label) => [label, ...shown.map((row) => loop.text(label, row) || '""')]),
      );
    }
  }
}
