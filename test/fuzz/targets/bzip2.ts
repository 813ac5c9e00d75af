import { openByteSource } from '../../../src/formats/compressed.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { confirm, type Target } from '../target.ts';
import { verdictOf } from './refusal.ts';

/** Made by bzip2: runs of all lengths; two streams; nothing. */
const WHOLE: readonly (readonly [base64: string, text: string])[] = [
  [
    'QlpoOTFBWSZTWTAlMosAAA9RgKAQACAyAxBwAAggADEA0AEepD1B6JWxRFrEMnwyTYo6hjqi18XckU4UJAwJTKLA',
    `${'membrane\n'.repeat(3)}${'a'.repeat(300)}xyzzzzz`,
  ],
  [
    'QlpoOTFBWSZTWaRjnbsAAACRgEAAASAcACAAIYAMAycu4u5IpwoSFIxzt2BCWmg5MUFZJlNZJooCNAAAAoGADgGIACAAIhhoMAcCmF3JFOFCQJooCNA=',
    'first second',
  ],
  ['QlpoORdyRThQkAAAAAA=', ''],
];
const STREAMS = ['', ...WHOLE.map(([, text]) => text), 'first ', 'second'];

/** Whatever passes the checksums must be one of the whole texts, or several behind each other. */
export function bzip2Target(): Target {
  const seeds = WHOLE.map(([base64]) => Buffer.from(base64, 'base64'));
  const isStreams = (text: string): boolean =>
    text === '' || STREAMS.some((one) => one !== '' && text.startsWith(one) && isStreams(text.slice(one.length)));
  return {
    name: 'bzip2',
    seeds,
    mutate: (seed, random) => mutateBytes(seed, random, [], seeds),
    judge: (path, bytes) => {
      const isBzip2 = Buffer.from(bytes.subarray(0, 3)).toString('latin1') === 'BZh';
      return verdictOf(
        path,
        () => {
          const source = openByteSource(path);
          const contents = Buffer.alloc(source.sizeBytes);
          source.readFully(contents, 0);
          source.close();
          if (isBzip2)
            confirm(isStreams(contents.toString('latin1')), `other contents: ${contents.toString('latin1')}`);
          else confirm(contents.equals(bytes), 'another file');
          return isBzip2 ? 'read' : 'head';
        },
        (message) => /no bzip2 header|end too early/.test(message) && bytes.length < 14,
      );
    },
  };
}
