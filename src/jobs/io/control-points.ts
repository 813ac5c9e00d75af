import { InputError, refuse, type Problem } from '../../base/errors.ts';
import { readJsonFile, type Json } from '../../base/json.ts';
import { isJsonObject, type JsonObject } from '../../base/json-object.ts';
import { pythonFloatText } from '../../formats/mxt/python-number.ts';

/** Curves of the classes: control points as [x0, y0, x1, y1, ...], pixels of the particle box. */
export type ControlPoints = Map<number, Float64Array>;

/** Fewest control points of a curve (degree 3). */
const FEWEST = 4;

/**
 * Reads `control_points.json`: class id -> [[x, y], ...]. (algorithms 1)
 * Each class is checked only when it is asked for (`requireClasses`), for a file may hold classes that are not used.
 */
export function readControlPointsFile(path: string): JsonObject {
  // Python writes bare NaN and Infinity; as null they are reported with their class below.
  const root = readJsonFile(path, (text) => text.replace(/(?<![\w"])-?(?:NaN|Infinity)(?![\w"])/g, 'null'));
  return isJsonObject(root) ? root : refuse(path, 'expected an object: class id -> list of [x, y] control points');
}

/** What is there already where an analysis writes must be curves: nothing else is replaced, or kept as if it were. @throws InputError */
export function requireCurvesFile(path: string): void {
  const instead = 'name another file as output, or remove it';
  let keys: string[];
  try {
    keys = Object.keys(readControlPointsFile(path));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map(({ where, message }) => ({ where, message: `${message}; ${instead}` })));
  }
  if (!keys.some((key) => /^\d+$/.test(key)))
    refuse(path, `exists and holds no control points (class id -> list of [x, y]); ${instead}`);
}

/** The curves of the given classes; an InputError lists every class that is missing or cannot be used. */
export function requireClasses(path: string, file: JsonObject, classIds: Iterable<number>): ControlPoints {
  const problems: Problem[] = [];
  const curves: ControlPoints = new Map();
  for (const classId of new Set(classIds)) {
    const value = file[String(classId)];
    const points =
      value === undefined ? `has no control points; known classes: ${knownClasses(file)}` : parseCurve(value);
    if (typeof points === 'string') problems.push({ where: path, message: `class ${classId} ${points}` });
    else curves.set(classId, points);
  }
  if (problems.length > 0) throw new InputError(problems);
  return curves;
}

function knownClasses(file: JsonObject): string {
  return Object.keys(file).join(', ') || 'none';
}

function parseCurve(value: Json): Float64Array | string {
  if (!Array.isArray(value) || !value.every((point): point is Json[] => Array.isArray(point) && point.length === 2)) {
    return 'is not a list of [x, y] control points';
  }
  if (value.length < FEWEST) return `has ${value.length} control points, expected at least ${FEWEST} (degree 3)`;
  const numbers = value.flat();
  const bad = numbers.findIndex((number) => typeof number !== 'number' || !Number.isFinite(number));
  if (bad >= 0) return `has control point ${bad >> 1} that is not two finite numbers`;
  return Float64Array.from(numbers as number[]);
}

/** Class id -> [[x, y], ...] as JSON, one class a line, numbers as Python's floats. */
export function formatControlPoints(curves: readonly { classId: number; controlPoints: [number, number][] }[]): string {
  const lines = curves.map(({ classId, controlPoints }) => {
    const points = controlPoints.map(([x, y]) => `[${pythonFloatText(x)}, ${pythonFloatText(y)}]`);
    return `"${classId}": [${points.join(', ')}]`;
  });
  return `{${lines.join(',\n ')}}\n`;
}
