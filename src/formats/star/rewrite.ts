import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../base/atomic-file.ts';
import { refuse } from '../../base/errors.ts';

/** Copies a STAR file with the values of one column of one block's loop replaced; all other bytes stay as they are. */
export function rewriteStarColumn(
  source: string,
  target: string,
  block: string,
  label: string,
  replace: (value: string) => string,
): void {
  let inBlock = false;
  let labels: string[] = [];
  let rewritten = false;
  const lines = readFileSync(source, 'utf8').split('\n');
  const text = lines.map((line) => {
    const word = /^\s*(\S+)/.exec(line)?.[1] ?? '';
    if (word.startsWith('data_')) inBlock = word.slice(5) === block;
    if (word.startsWith('data_') || word.toLowerCase() === 'loop_') labels = [];
    else if (word.startsWith('_')) labels.push(word.slice(1));
    else if (inBlock && word !== '' && !word.startsWith('#') && labels.includes(label)) {
      const at = labels.indexOf(label);
      let index = -1;
      rewritten = true;
      return line.replace(/"[^"]*"(?=\s|$)|'[^']*'(?=\s|$)|\S+/g, (token) => {
        index++;
        if (index !== at) return token;
        const value = replace(token.replace(/^(["'])(.*)\1$/, '$2'));
        return /\s/.test(value) ? `"${value}"` : value;
      });
    }
    return line;
  });
  if (!rewritten) refuse(source, `block data_${block} has no loop with the column _${label}`);
  writeFileAtomic(target, text.join('\n'));
}
