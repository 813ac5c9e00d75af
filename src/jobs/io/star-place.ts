import { existsSync } from 'node:fs';
import { InputError, refuse } from '../../base/errors.ts';
import { isSameFile } from '../../base/same-file.ts';
import { withInputFile } from '../../formats/input-file.ts';

const INSTEAD = 'give another output_star_path';
/** Comments in front of the first block are shorter. */
const HEAD_BYTES = 65_536;

/**
 * Asked before a micrograph job computes: where its STAR file goes, there is nothing, or an older STAR file that is not
 * its input; never a micrograph, a folder or anything else.
 * @throws InputError
 */
export function requireStarPlace(path: string, inputStar: string): void {
  if (!existsSync(path)) return; // one that cannot be written is the writer's to say, with exit code 4
  if (isSameFile(path, inputStar)) refuse(path, `is the input STAR file; ${INSTEAD}`);
  if (!looksLikeStar(path)) refuse(path, `exists and is not a STAR file; ${INSTEAD}`);
}

/** The first line that is neither blank nor a comment begins a block; an empty file is nobody's loss. */
function looksLikeStar(path: string): boolean {
  try {
    return withInputFile(path, (file) => {
      const head = Buffer.alloc(Math.min(HEAD_BYTES, file.sizeBytes));
      file.readFully(head, 0);
      const lines = head
        .toString()
        .replace(/^\uFEFF/, '')
        .split('\n');
      return (
        head.length === 0 ||
        lines
          .find((line) => !/^\s*(?:[#;]|$)/.test(line))
          ?.trim()
          .startsWith('data_') === true
      );
    });
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
