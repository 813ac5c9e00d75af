import { headerFault, layoutOf } from './data-layout.ts';
import { decodeHeader, type RawHeader } from './layout.ts';

export type ByteOrder = 'little' | 'big';

/** The order that the machine stamp says, or null when it says none: 44 44 and 44 41 little, 11 11 big. */
export function stampedOrder(stamp: Uint8Array): ByteOrder | null {
  if (stamp[0] === 0x44 && (stamp[1] === 0x44 || stamp[1] === 0x41)) return 'little';
  return stamp[0] === 0x11 && stamp[1] === 0x11 ? 'big' : null;
}

/** It begins with MAP; the fourth byte does not matter. */
export function hasMapId(mapId: Uint8Array): boolean {
  return mapId[0] === 0x4d && mapId[1] === 0x41 && mapId[2] === 0x50;
}

/**
 * Decodes a header in the order in which it makes sense for a file of `sizeBytes`: the stamped one if it does, else the
 * other, else (the header is bad either way) the stamped one, by default little.
 */
export function decodeInBestOrder(bytes: Uint8Array, sizeBytes: number): { header: RawHeader; byteOrder: ByteOrder } {
  const little = decodeHeader(bytes, true);
  const stamped = stampedOrder(little.machineStamp) ?? 'little';
  const candidates: { header: RawHeader; byteOrder: ByteOrder }[] = [
    { header: little, byteOrder: 'little' },
    { header: decodeHeader(bytes, false), byteOrder: 'big' },
  ];
  if (stamped === 'big') candidates.reverse();
  return candidates.find(({ header }) => headerFault(header, sizeBytes) === null) ?? candidates[0]!;
}

/** Whether a faultless header without map id is that of an MRC file all the same: good stamp, or exactly the right size. */
export function isPlausibleWithoutMapId(header: RawHeader, sizeBytes: number): boolean {
  const { dataOffset, dataBytes } = layoutOf(header, sizeBytes);
  return stampedOrder(header.machineStamp) !== null || dataOffset + dataBytes === sizeBytes;
}
