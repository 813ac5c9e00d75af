import { existsSync, statSync } from 'node:fs';
import { readJsonFile } from '../../base/json.ts';
import { messageOf } from '../../base/errors.ts';
import { isJsonObject } from '../../base/json-object.ts';
import { readCs, readCsFields, type CsColumn } from '../../formats/cs/read.ts';
import { openMrc } from '../../formats/mrc/read.ts';
import { readStar, type StarLoop } from '../../formats/star/read.ts';
import { StringColumn } from '../../formats/strings.ts';
import { resolveStored } from '../../jobs/io/base-dir.ts';
import { inferBaseDir } from '../../spec/input-base-dir.ts';
import type { FileFacts } from '../api.ts';

type Found = Partial<Pick<FileFacts, 'rows' | 'boxPx' | 'pixelSizeA' | 'sections' | 'columns' | 'firstImages'>> & {
  words: string;
};

const MOST_JSON_BYTES = 32 << 20;
const NONE = {
  rows: null,
  boxPx: null,
  pixelSizeA: null,
  sections: null,
  columns: null,
  firstImages: [],
  words: '',
  fault: null,
};

/** What a file is, before it is chosen. A file that cannot be read gives a `fault`, no error. */
export function factsOf(path: string): FileFacts {
  const { size: sizeBytes, mtime } = statSync(path);
  const format = formatOf(path);
  const base = { path, sizeBytes, modifiedUtc: mtime.toISOString(), format, ...NONE };
  try {
    return { ...base, ...READERS[format](path, sizeBytes) };
  } catch (error) {
    return { ...base, fault: messageOf(error) };
  }
}

function formatOf(path: string): FileFacts['format'] {
  if (/\.cs$/i.test(path)) return 'cs';
  if (/\.star$/i.test(path)) return 'star';
  if (/\.(mrcs?|map|st)(\.gz|\.bz2)?$/i.test(path)) return 'mrc';
  return /\.json$/i.test(path) ? 'json' : 'other';
}

const READERS: Record<FileFacts['format'], (path: string, sizeBytes: number) => Found> = {
  cs: csFacts,
  star: starFacts,
  mrc: mrcFacts,
  json: jsonFacts,
  other: () => ({ words: '' }),
};

const FIRST_IMAGES = 4;
const CS_COLUMNS = ['blob/shape', 'blob/psize_A', 'blob/path', 'blob/idx'];

function csFacts(path: string): Found {
  const { rows, fields } = readCsFields(path);
  const { columns } = readCs(path, { columns: CS_COLUMNS, maxRows: FIRST_IMAGES });
  const first = (name: string): number | null => {
    const value: unknown = columns.get(name)?.values;
    return ArrayBuffer.isView(value) && rows > 0 ? Number((value as Float32Array)[0]) : null;
  };
  const [boxPx, pixelSizeA] = [first('blob/shape'), first('blob/psize_A')];
  return {
    rows,
    boxPx,
    pixelSizeA,
    columns: fields.length,
    firstImages: namedImages(path, columns),
    words: wordsOf([rowWords(rows), boxWords(boxPx), sizeWords(pixelSizeA)]),
  };
}

/** Of the first rows, where they lie by the usual layout of a project. */
function namedImages(path: string, columns: ReadonlyMap<string, CsColumn>): FileFacts['firstImages'] {
  const stored = columns.get('blob/path')?.values;
  const sections = columns.get('blob/idx')?.values;
  if (!(stored instanceof StringColumn) || !ArrayBuffer.isView(sections)) return [];
  const folder = inferBaseDir(path);
  const images = Array.from({ length: stored.length }, (_, row) => ({
    path: resolveStored(stored.at(row), folder),
    section: Number((sections as Uint32Array)[row]),
  }));
  return images.filter((image) => existsSync(image.path));
}

/** Box and pixel size are those of the optics block, or of the particles themselves. */
function starFacts(path: string): Found {
  const { blocks } = readStar(path, { columns: (label) => label === 'rlnImageSize' || label === 'rlnImagePixelSize' });
  const loops = blocks.flatMap((block) => block.loops);
  const main = loops.reduce<StarLoop | null>((best, loop) => (best && best.rows >= loop.rows ? best : loop), null);
  const first = (label: string): number | null => {
    const loop = loops.find(({ labels, rows }) => labels.includes(label) && rows > 0);
    return loop?.numbers(label)[0] ?? null;
  };
  const rows = main?.rows ?? 0;
  const [boxPx, pixelSizeA] = [first('rlnImageSize'), first('rlnImagePixelSize')];
  const words = wordsOf([rowWords(rows), boxWords(boxPx), sizeWords(pixelSizeA)]);
  return { rows, boxPx, pixelSizeA, columns: main?.labels.length ?? 0, words };
}

function mrcFacts(path: string): Found {
  const reader = openMrc(path);
  reader.close();
  const { columns, rows, sections, pixelSizeA } = reader.header;
  const images = sections === 1 ? '1 image' : `${counted(sections)} images`;
  const words = wordsOf([images, `${columns} × ${rows}`, sizeWords(pixelSizeA)]);
  const firstImages = Array.from({ length: Math.min(FIRST_IMAGES, sections) }, (_, section) => ({ path, section }));
  return { sections, pixelSizeA, boxPx: columns === rows ? columns : null, firstImages, words };
}

function jsonFacts(path: string, sizeBytes: number): Found {
  if (sizeBytes > MOST_JSON_BYTES) return { words: '' };
  const json = readJsonFile(path);
  if (!isJsonObject(json)) return { words: 'JSON' };
  if (Array.isArray(json.jobs))
    return { rows: json.jobs.length, words: `Batch spec, ${counted(json.jobs.length)} jobs` };
  const classes = Object.keys(json).filter((key) => /^\d+$/.test(key) && Array.isArray(json[key]));
  return classes.length > 0
    ? { rows: classes.length, words: `Control points of ${counted(classes.length)} classes` }
    : { words: 'JSON' };
}

const counted = (value: number): string => value.toLocaleString('en-US');
const rowWords = (rows: number): string => `${counted(rows)} ${rows === 1 ? 'row' : 'rows'}`;
const boxWords = (boxPx: number | null): string | null => (boxPx === null ? null : `box ${boxPx}`);
const sizeWords = (sizeA: number | null): string | null =>
  sizeA === null ? null : `${Number(sizeA.toPrecision(4))} Å/px`;
const wordsOf = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' · ');
