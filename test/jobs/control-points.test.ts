import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readControlPointsFile, requireClasses } from '../../src/jobs/io/control-points.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

function curvesOf(text: string, classes: number[]) {
  const path = join(temporaryFolder(), 'control_points.json');
  writeFileSync(path, text);
  return requireClasses(path, readControlPointsFile(path), classes);
}

describe('control points', () => {
  const good = '[[1, 2], [3.5, 4], [5, 6], [7, 8]]';
  it('are read for the classes that are asked for', () => {
    const curves = curvesOf(`{"0": ${good}, "1": "unused"}`, [0, 0]);
    expect([...curves]).toEqual([[0, Float64Array.of(1, 2, 3.5, 4, 5, 6, 7, 8)]]);
  });
  it.each([
    ['{"0": [[1, 2], [3, 4], [5, 6]]}', 'class 0 has 3 control points, expected at least 4 (degree 3)'],
    ['{"0": [[1, 2], [3, NaN], [5, 6], [7, 8]]}', 'class 0 has control point 1 that is not two finite numbers'],
    ['{"0": [[1, 2], [3, -Infinity], [5, 6], [7, 8]]}', 'class 0 has control point 1'],
    ['{"0": [[1, 2], [3, "4"], [5, 6], [7, 8]]}', 'class 0 has control point 1'],
    ['{"0": [[1, 2, 3], [3, 4], [5, 6], [7, 8]]}', 'class 0 is not a list of [x, y] control points'],
    ['{"0": 5}', 'class 0 is not a list of [x, y] control points'],
    [`{"1": ${good}, "2": ${good}}`, 'class 0 has no control points; known classes: 1, 2'],
    ['{}', 'known classes: none'],
    ['[]', 'expected an object'],
    ['{"0"', 'is not valid JSON'],
  ])('%s: %s', (text, message) => {
    expect(() => curvesOf(text, [0])).toThrow(message);
  });
});
