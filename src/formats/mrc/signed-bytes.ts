import type { MrcHeader } from './header.ts';

/** "IMOD" as a little-endian integer: the header's flags then say how bytes are meant. */
const IMOD_STAMP = 1146047817;
const IMOD_SIGNED_FLAG = 1;

/** How the bytes of a mode 0 file are meant, and why when that is not the format's own rule (signed). */
export interface ByteSign {
  signed: boolean;
  warning?: string;
}

/** IMOD's stamp decides; else a maximum above 127 in the header betrays unsigned bytes; else signed. (docs/decisions/003) */
export function byteSign({ imodStamp, imodFlags, min, max }: MrcHeader): ByteSign {
  if (imodStamp === IMOD_STAMP) {
    if (imodFlags & IMOD_SIGNED_FLAG) return { signed: true };
    return { signed: false, warning: 'bytes are unsigned, says the stamp of IMOD' };
  }
  if (min >= 0 && max > 127 && max <= 255) {
    return { signed: false, warning: `bytes are taken as unsigned, for the header's maximum is ${max}` };
  }
  return { signed: true };
}
