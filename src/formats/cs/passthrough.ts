import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { readCsFields } from './read.ts';

/**
 * What to say about a column that a .cs file lacks: its name and, if there is one, the passthrough file beside it that
 * has the column (first the one with as many rows). (contract 4)
 */
export function describeMissingColumn(csPath: string, column: string): string {
  const missing = `column ${column} is missing`;
  const found = passthroughsWith(csPath, column)[0];
  if (found === undefined) return `${missing}, and no *passthrough*.cs beside the file has it`;
  return `${missing}; ${found} has it: give both files, joined with a comma (${csPath},${found})`;
}

function passthroughsWith(csPath: string, column: string): string[] {
  const rows = fieldsOf(csPath)?.rows;
  return namesBeside(csPath)
    .map((name) => join(dirname(csPath), name))
    .map((path) => ({ path, head: fieldsOf(path) }))
    .filter(({ head }) => head?.fields.some(({ name }) => name === column))
    .sort((a, b) => Number(b.head?.rows === rows) - Number(a.head?.rows === rows))
    .map(({ path }) => path);
}

function namesBeside(csPath: string): string[] {
  try {
    return readdirSync(dirname(csPath))
      .filter((name) => /passthrough.*\.cs$/.test(name) && name !== basename(csPath))
      .sort();
  } catch {
    return [];
  }
}

/** The head of a file, or null when it cannot be read: a broken neighbour must not hide the message. */
function fieldsOf(path: string): ReturnType<typeof readCsFields> | null {
  try {
    return readCsFields(path);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
