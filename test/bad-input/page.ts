import type { BadInput } from './bad-input.ts';

export interface Answer {
  bad: BadInput;
  /** What the program wrote to stderr, without this machine's folders. */
  message: string;
  code: number | null;
}

/** docs/bad-input.md. */
export function pageOf(chapters: readonly { title: string; answers: readonly Answer[] }[]): string {
  const head = [
    '# Bad input, and what the program says',
    '',
    'A mistake is answered by what is wrong, where, and what to do; nothing is computed then (exit code 2 unless the table',
    'says otherwise), and no output is touched. This page is made by `test/bad-input.test.ts`, which gives every one of',
    'these inputs to the real program: `BEZIERFIT_WRITE_DOCS=1 npx vitest run test/bad-input.test.ts` writes it anew.',
    '',
  ];
  return [...head, ...chapters.flatMap(({ title, answers }) => [`## ${title}`, '', ...tableOf(answers), ''])].join(
    '\n',
  );
}

function tableOf(answers: readonly Answer[]): string[] {
  const rows = answers.map(({ bad, message, code }) => {
    const what = code === 2 ? bad.what : `${bad.what} (exit code ${code})`;
    return `| ${what} | ${message.split('\n').map(inCode).join('<br>')} |`;
  });
  return ['| what is wrong | what the program says |', '|---|---|', ...rows];
}

function inCode(line: string): string {
  const fence = line.includes('`') ? '``' : '`';
  return `${fence} ${line.replaceAll('|', '\\|')} ${fence}`.replace(/^` (.*) `$/, '`$1`');
}
