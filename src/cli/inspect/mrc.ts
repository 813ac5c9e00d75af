import type { ByteSource } from '../../formats/byte-source.ts';
import { readHeader, type MrcHeader } from '../../formats/mrc/header.ts';
import { MODES } from '../../formats/mrc/modes.ts';
import { MrcReader, type OpenOptions } from '../../formats/mrc/read.ts';
import { scanStats } from '../../formats/mrc/scan.ts';
import { rmsOf, type PixelStats } from '../../formats/mrc/statistics.ts';
import { counted, shortNumber, type Page } from './page.ts';

/** What programs read about an MRC file. (contract 10) */
export interface MrcReport {
  format: 'mrc';
  /** [sections,] rows, columns. */
  shape: number[];
  mode: number;
  byte_order: 'little' | 'big';
  pixel_size_a: number | null;
  /** Of the finite pixels; null when there are none, or for modes that are no images. */
  min: number | null;
  max: number | null;
  mean: number | null;
  rms: number | null;
  ispg: number;
  labels: string[];
  warnings: string[];
}

export interface MrcFacts {
  header: MrcHeader;
  report: MrcReport;
  /** null for modes that are no images: only their header is shown. */
  reader: MrcReader | null;
}

/** Reads header and all pixels of an MRC file of any mode. */
export function readMrcFacts(source: ByteSource, options: OpenOptions): MrcFacts {
  const checked = readHeader(source);
  const { header } = checked;
  const reader = MODES[header.mode]?.isImage ? new MrcReader(source, checked, options) : null;
  const stats = reader && scanStats(reader);
  const report: MrcReport = {
    format: 'mrc',
    shape: shapeOf(header),
    mode: header.mode,
    byte_order: header.byteOrder,
    pixel_size_a: header.pixelSizeA,
    ...statisticsOf(stats),
    ispg: header.ispg,
    labels: header.labels,
    warnings: [...(reader ?? checked).warnings, ...warningsOf(stats)],
  };
  return { header, report, reader };
}

/** One section of a file of images is a plane: rows, columns. */
function shapeOf({ sections, rows, columns, ispg }: MrcHeader): number[] {
  return sections === 1 && ispg === 0 ? [rows, columns] : [sections, rows, columns];
}

function statisticsOf(stats: PixelStats | null): Pick<MrcReport, 'min' | 'max' | 'mean' | 'rms'> {
  if (!stats || stats.finite === 0) return { min: null, max: null, mean: null, rms: null };
  return { min: stats.min, max: stats.max, mean: stats.mean, rms: rmsOf(stats) };
}

function warningsOf(stats: PixelStats | null): string[] {
  if (!stats) return ['this mode holds no images: only its header is shown'];
  const odd = stats.pixels - stats.finite;
  return odd > 0 ? [`${counted(odd, 'pixel')} of ${stats.pixels} not finite; the statistics are of the others`] : [];
}

/** Fills a page for a person. */
export function showMrc(page: Page, name: string, { header, report }: MrcFacts): void {
  const { columns, rows, sections, mode, byteOrder, pixelSizeA, originA, labels } = header;
  const kind = sections === 1 ? 'image' : counted(sections, header.ispg === 0 ? 'image' : 'section');
  const size = pixelSizeA && `${shortNumber(columns * pixelSizeA)} × ${shortNumber(rows * pixelSizeA)} Å`;
  page.title(name, `MRC, ${kind} of ${columns} × ${rows} pixels`);
  page.facts([
    ['Data', `mode ${mode} (${MODES[mode]?.name}), ${byteOrder}-endian`],
    ['Pixel size', pixelSizeA ? `${shortNumber(pixelSizeA)} Å (${size})` : 'unknown'],
    ['Origin', `${originA.map(shortNumber).join(', ')} Å`],
    ['Space group', `${header.ispg}${groupName(header.ispg)}`],
    ['Extended header', extendedOf(header)],
    ...labels.map((label, i) => [i === 0 ? 'Labels' : '', label.replace(/\s+/g, ' ')] as const),
  ]);
  const shown = (value: number | null) => (value === null ? '–' : shortNumber(value));
  const { min, max, mean, rms } = report;
  page.table(
    ['', 'Minimum', 'Maximum', 'Mean', 'Std dev'],
    [
      ['Pixels', ...[min, max, mean, rms].map(shown)],
      ['As in the header', ...[header.min, header.max, header.mean, header.rms].map(shown)],
    ],
    [1, 2, 3, 4],
  );
  page.warnings(report.warnings);
}

function groupName(ispg: number): string {
  if (ispg === 0) return ' (images)';
  if (ispg === 1) return ' (volume)';
  return ispg >= 401 && ispg <= 630 ? ' (stack of volumes)' : '';
}

function extendedOf({ extendedBytes, extendedType }: MrcHeader): string {
  if (extendedBytes === 0) return 'none';
  const type = Buffer.from(extendedType).toString('latin1').replace(/\W/g, '');
  return `${counted(extendedBytes, 'byte')}${type && `, ${type}`}`;
}
