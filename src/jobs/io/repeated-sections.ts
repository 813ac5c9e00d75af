import { refuse } from '../../base/errors.ts';
import type { ParticleColumns } from './particle-columns.ts';
import type { FileGroups } from './file-groups.ts';

/**
 * A section that is listed twice with one pose is done once; with two poses it is an error that names the rows.
 * (algorithms 6)
 */
export function dropRepeatedSections(
  file: string,
  groups: FileGroups,
  columns: ParticleColumns,
): { rowsOf: Uint32Array[]; repeatedRows: number } {
  let repeatedRows = 0;
  const rowsOf = groups.rowsOf.map((rows, group) => {
    const firstRow = new Map<number, number>();
    const kept = rows.filter((row) => {
      const section = columns.section[row] ?? 0;
      const first = firstRow.get(section);
      if (first === undefined) firstRow.set(section, row);
      else if (!samePose(columns, first, row)) {
        const place = `rows ${first} and ${row} (from 0) both name section ${section} of ${groups.files[group]}`;
        refuse(file, `${place}, but with different poses. Keep one of them`);
      }
      return first === undefined;
    });
    repeatedRows += rows.length - kept.length;
    return kept;
  });
  return { rowsOf, repeatedRows };
}

function samePose(columns: ParticleColumns, a: number, b: number): boolean {
  const { psiRad, shiftXPx, shiftYPx, classId, pixelSizeA } = columns;
  return [psiRad, shiftXPx, shiftYPx, classId, pixelSizeA].every((column) => column[a] === column[b]);
}
