import { basename } from 'node:path';
import { Option } from 'commander';
import { refuse } from '../../base/errors.ts';
import { formatJson } from '../../base/json.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import { openByteSource } from '../../formats/compressed.ts';
import { InputFile } from '../../formats/input-file.ts';
import { encodePng, isPngFile } from '../../formats/png.ts';
import { newCommand, parseCommand, wholeNumber } from '../flags.ts';
import { readCsReport, showCs } from '../inspect/cs.ts';
import { detectFormat, type Format } from '../inspect/format.ts';
import { readMrcFacts, showMrc, type MrcFacts } from '../inspect/mrc.ts';
import { Page } from '../inspect/page.ts';
import { drawSections } from '../inspect/picture.ts';
import { readStarFacts, showStar } from '../inspect/star.ts';
import { writeOutput } from '../write-output.ts';

interface Options {
  json?: boolean;
  png?: string;
  section?: number;
  bytes?: 'signed' | 'unsigned';
}

/** Shows an MRC, .cs or STAR file to a person, or with --json to a program. (contract 10) */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand('inspect', 'Show what is in an MRC (also gzip, bzip2), .cs or STAR file.')
    .argument('<file>', 'the file; its content tells the format')
    .option('--json', 'print one JSON object, for programs')
    .option('--png <file>', 'write a picture of an MRC file: a section, or a sheet of the stack')
    .option('--section <n>', 'the section to draw, counted from 0', wholeNumber('--section'))
    .addOption(
      new Option('--bytes <how>', 'how bytes (mode 0) are meant; default: the file is asked').choices([
        'signed',
        'unsigned',
      ]),
    );
  if (await parseCommand(command, argv)) return 0;
  const options = command.opts<Options>();
  if (options.section !== undefined && !options.png) refuse('--section', 'needs --png FILE: it says what to draw');
  const source = openByteSource(command.args[0]!);
  try {
    process.stdout.write(inspect(source, detectFormat(source), options));
  } finally {
    source.close();
  }
  return 0;
}

/** The text to print. */
function inspect(source: ByteSource, format: Format, options: Options): string {
  const { path } = source;
  const name = basename(path);
  const page = new Page();
  if (format === 'mrc') {
    const facts = readMrcFacts(source, options);
    showMrc(page, name, facts);
    if (options.png) page.note(writePng(facts, path, options.png, options.section));
    return render(facts.report, page, options);
  }
  if (options.png) refuse(path, `is a ${format === 'cs' ? '.cs' : 'STAR'} file; only MRC files can be drawn`);
  if (!(source instanceof InputFile)) refuse(path, 'is a compressed table; decompress it first');
  if (format === 'cs') {
    const report = readCsReport(path);
    showCs(page, name, report);
    return render(report, page, options);
  }
  const facts = readStarFacts(path);
  showStar(page, name, facts);
  return render(facts.report, page, options);
}

function render(report: object, page: Page, { json }: Options): string {
  return json ? formatJson(report) : `${page.toString()}\n`;
}

function writePng({ reader, header }: MrcFacts, path: string, target: string, section: number | undefined): string {
  if (!reader) refuse(path, `mode ${header.mode} holds no images to draw`);
  const { picture, caption } = drawSections(reader, section);
  writeOutput(target, encodePng(picture), { what: 'a PNG picture', isOne: isPngFile });
  return `Wrote ${target}: ${picture.width} × ${picture.height} pixels, ${caption}.`;
}
