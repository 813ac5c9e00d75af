import { crc32, deflateSync } from 'node:zlib';
import { withInputFile } from './input-file.ts';

/** PNG colour types by number of channels. */
const COLOUR_TYPES = { 1: 0, 3: 2, 4: 6 } as const;

export interface Picture {
  width: number;
  height: number;
  /** 1 grey, 3 red-green-blue, 4 with opacity. */
  channels: 1 | 3 | 4;
  /** 8 bits each; channels, then columns, then rows from the top. */
  pixels: Uint8Array;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Told by its first bytes. @throws InputError when it cannot be read */
export function isPngFile(path: string): boolean {
  return withInputFile(path, (file) => {
    const head = Buffer.alloc(SIGNATURE.length);
    return file.read(0, head) === head.length && head.equals(SIGNATURE);
  });
}

/** A PNG file of 8 bits a channel. */
export function encodePng({ width, height, channels, pixels }: Picture): Uint8Array {
  const rowBytes = width * channels;
  if (pixels.length !== rowBytes * height) {
    throw new RangeError(`${pixels.length} bytes are not ${width} x ${height} x ${channels}`);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, COLOUR_TYPES[channels], 0, 0, 0], 8);
  const rows = new Uint8Array((rowBytes + 1) * height); // each row begins with its filter: 0, none
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const frame = Buffer.alloc(data.length + 12);
  frame.writeUInt32BE(data.length, 0);
  frame.write(type, 4, 'latin1');
  frame.set(data, 8);
  frame.writeUInt32BE(crc32(frame.subarray(4, 8 + data.length)), 8 + data.length);
  return frame;
}
