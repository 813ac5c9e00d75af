import { InputError, refuse } from '../../base/errors.ts';
import type { ByteSource } from '../../formats/byte-source.ts';
import { readHeader } from '../../formats/mrc/header.ts';

export type Format = 'mrc' | 'cs' | 'star';

const HEAD_BYTES = 1 << 16;
const CS_MAGICS = ['\x93NUMPY', '\x95CSDAT', '\x94CSDAT'];

/** Tells a file's format by its content, never by its name; what is none of them is an InputError. */
export function detectFormat(source: ByteSource): Format {
  if (source.sizeBytes === 0) refuse(source.path, 'is empty');
  const bytes = Buffer.alloc(Math.min(HEAD_BYTES, source.sizeBytes));
  source.readFully(bytes, 0);
  const head = bytes.toString('latin1');
  if (CS_MAGICS.some((magic) => head.startsWith(magic))) return 'cs';
  if (head.startsWith('MAP', 208)) return 'mrc';
  if (!head.includes('\0') && /^\s*data_/im.test(head)) return 'star';
  try {
    readHeader(source);
    return 'mrc';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse(source.path, 'is neither an MRC, nor a cryoSPARC .cs, nor a STAR file');
  }
}
