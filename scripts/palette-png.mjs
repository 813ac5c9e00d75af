// Makes a screenshot small: a PNG of at most 256 colours, each pixel near to what it was.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** A pixel changes by so much at most (RGB distance, of 255), unless that takes more than 256 colours. */
const LEAST_DISTANCE = 9;

/** @param png of Chromium: 8 bits a channel, RGB or RGBA, not interlaced */
export function palettePng(png) {
  const { width, height, channels, pixels } = decode(png);
  const keys = new Uint32Array(width * height);
  const counts = new Map();
  for (let i = 0; i < keys.length; i++) {
    keys[i] = (pixels[i * channels] << 16) | (pixels[i * channels + 1] << 8) | pixels[i * channels + 2];
    counts.set(keys[i], (counts.get(keys[i]) ?? 0) + 1);
  }
  const { palette, places } = choose([...counts].sort((a, b) => b[1] - a[1]).map(([key]) => key));
  const rows = Buffer.alloc((width + 1) * height);
  keys.forEach((key, i) => (rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = places.get(key)));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((key) => [key >> 16, (key >> 8) & 255, key & 255]));
  const parts = {
    IHDR: head,
    PLTE: colours,
    IDAT: deflateSync(rows, { level: 9, memLevel: 9 }),
    IEND: Buffer.alloc(0),
  };
  return Buffer.concat([SIGNATURE, ...Object.entries(parts).map(([type, data]) => chunk(type, data))]);
}

/** The commonest colours first; one that has a chosen colour near is drawn with that. */
function choose(keys) {
  for (let most = LEAST_DISTANCE; ; most++) {
    const palette = [];
    const places = new Map();
    for (const key of keys) {
      let best = -1;
      let least = most ** 2 + 1;
      palette.forEach((one, place) => {
        const distance = distanceOf(one, key);
        if (distance < least) [best, least] = [place, distance];
      });
      places.set(key, best < 0 ? palette.push(key) - 1 : best);
      if (palette.length > 256) break;
    }
    if (palette.length <= 256) return { palette, places };
  }
}

const distanceOf = (a, b) =>
  ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function decode(png) {
  const idat = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      idat.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const raw = inflateSync(Buffer.concat(idat));
  const length = width * channels;
  const pixels = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (length + 1)];
    for (let x = 0; x < length; x++) {
      const left = x >= channels ? pixels[y * length + x - channels] : 0;
      const up = y > 0 ? pixels[(y - 1) * length + x] : 0;
      const corner = y > 0 && x >= channels ? pixels[(y - 1) * length + x - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      pixels[y * length + x] = raw[y * (length + 1) + 1 + x] + guess;
    }
  }
  return { width, height, channels, pixels };
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
