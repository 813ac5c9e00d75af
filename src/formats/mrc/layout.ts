/** Where each field of the 1024-byte MRC header lies. (MRC2014; IMOD's stamp and flags inside the extra words) */

export const HEADER_BYTES = 1024;
export const LABEL_COUNT = 10;
const LABEL_BYTES = 80;
/** What the field `mapId` holds. */
export const MAP_ID = Buffer.from('MAP ');

interface FieldTypes {
  int: number;
  float: number;
  ints: number[];
  floats: number[];
  bytes: Uint8Array;
}
export interface Field<T extends keyof FieldTypes = keyof FieldTypes> {
  offset: number;
  type: T;
  /** Number of 4-byte words, or of bytes for `bytes`. */
  count: number;
}

function field<T extends keyof FieldTypes>(offset: number, type: T, count = 1): Field<T> {
  return { offset, type, count };
}

export const LAYOUT = {
  columns: field(0, 'int'),
  rows: field(4, 'int'),
  sections: field(8, 'int'),
  mode: field(12, 'int'),
  /** Grid index of the first voxel. */
  starts: field(16, 'ints', 3),
  /** Grid points of the cell along X, Y, Z. */
  grid: field(28, 'ints', 3),
  /** Size of the cell along X, Y, Z. */
  cellA: field(40, 'floats', 3),
  cellAnglesDeg: field(52, 'floats', 3),
  /** Which of X (1), Y (2), Z (3) runs along columns, rows, sections. */
  axes: field(64, 'ints', 3),
  min: field(76, 'float'),
  max: field(80, 'float'),
  mean: field(84, 'float'),
  /** Space group: 0 images, 1 volume, 401 stack of volumes. */
  ispg: field(88, 'int'),
  extendedBytes: field(92, 'int'),
  extra1: field(96, 'bytes', 8),
  extendedType: field(104, 'bytes', 4),
  version: field(108, 'int'),
  extra2: field(112, 'bytes', 40),
  imodStamp: field(152, 'int'),
  imodFlags: field(156, 'int'),
  extra3: field(160, 'bytes', 36),
  originA: field(196, 'floats', 3),
  mapId: field(208, 'bytes', 4),
  machineStamp: field(212, 'bytes', 4),
  rms: field(216, 'float'),
  labelCount: field(220, 'int'),
  labelBytes: field(224, 'bytes', LABEL_COUNT * LABEL_BYTES),
} as const;

/** The header's fields as they are stored. */
export type RawHeader = {
  [K in keyof typeof LAYOUT]: FieldTypes[(typeof LAYOUT)[K]['type']];
};

/** Decodes all fields of a 1024-byte header. */
export function decodeHeader(bytes: Uint8Array, littleEndian: boolean): RawHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const read = ({ offset, type, count }: Field): FieldTypes[keyof FieldTypes] => {
    if (type === 'bytes') return bytes.slice(offset, offset + count);
    const words = Array.from({ length: count }, (_, i) =>
      type === 'int' || type === 'ints'
        ? view.getInt32(offset + 4 * i, littleEndian)
        : view.getFloat32(offset + 4 * i, littleEndian),
    );
    return type === 'int' || type === 'float' ? words[0]! : words;
  };
  return Object.fromEntries(Object.entries(LAYOUT).map(([name, one]) => [name, read(one)])) as RawHeader;
}

/** A little-endian header with the given fields; all others are zero. */
export function encodeHeader(fields: Partial<RawHeader>): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [name, value] of Object.entries(fields)) {
    const { offset, type } = LAYOUT[name as keyof RawHeader];
    if (value instanceof Uint8Array) {
      bytes.set(value, offset);
      continue;
    }
    [value].flat().forEach((word, i) => {
      if (type === 'int' || type === 'ints') view.setInt32(offset + 4 * i, word, true);
      else view.setFloat32(offset + 4 * i, word, true);
    });
  }
  return bytes;
}

/** The labels with text in them: each is cut at a NUL and stripped of blanks at its end. */
export function decodeLabels(labelBytes: Uint8Array): string[] {
  const labels = Array.from({ length: LABEL_COUNT }, (_, i) =>
    Buffer.from(labelBytes.subarray(i * LABEL_BYTES, (i + 1) * LABEL_BYTES))
      .toString('latin1')
      .replace(/\0[^]*/, '')
      .trimEnd(),
  );
  return labels.filter((label) => label !== '');
}

/** Up to ten labels of 80 characters, blank-filled; unused ones are all blanks. */
export function encodeLabels(labels: readonly string[]): Uint8Array {
  const lines = Array.from({ length: LABEL_COUNT }, (_, i) => (labels[i] ?? '').slice(0, LABEL_BYTES));
  return Buffer.from(lines.map((line) => line.padEnd(LABEL_BYTES)).join(''), 'latin1');
}
