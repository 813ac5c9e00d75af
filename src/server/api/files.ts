/** Folders, files, logs and images of the machine. */

export interface Folder {
  path: string;
  parent: string | null;
  entries: FolderEntry[];
  /** More than were listed. */
  truncated: boolean;
}

export interface FolderEntry {
  name: string;
  kind: 'folder' | 'file';
  sizeBytes: number;
  modifiedUtc: string;
}

/** What a file is, before it is chosen; `fault` says why it cannot be read. */
export interface FileFacts {
  path: string;
  sizeBytes: number;
  modifiedUtc: string;
  format: 'cs' | 'star' | 'mrc' | 'json' | 'other';
  rows: number | null;
  boxPx: number | null;
  pixelSizeA: number | null;
  sections: number | null;
  columns: number | null;
  /** A few of those that it holds or names, as far as they are there. */
  firstImages: { path: string; section: number }[];
  /** `1,204,551 rows · box 256 · 1.07 Å/px` */
  words: string;
  fault: string | null;
}

export interface LogRange {
  path: string;
  /** Of the file now. */
  sizeBytes: number;
  /** Bytes [from, to) in `text`, cut at line ends where there are any. */
  from: number;
  to: number;
  text: string;
}

export interface LogHits {
  hits: { at: number; line: string }[];
  /** Where to go on; null: the end was reached. */
  next: number | null;
  sizeBytes: number;
}

export interface ImageInfo {
  path: string;
  columns: number;
  rows: number;
  sections: number;
  mode: number;
  pixelSizeA: number | null;
  sizeBytes: number;
  warnings: string[];
}

export interface GreyRange {
  black: number;
  white: number;
  min: number;
  max: number;
}

/** Header `X-Image` of every pixels answer, as JSON. `range`: percentiles 1 and 99 (of raw, where there are several). */
export interface PixelsHeader {
  columns: number;
  rows: number;
  images: number;
  range: GreyRange;
}
