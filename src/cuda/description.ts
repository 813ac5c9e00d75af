import type { DeviceBuffer } from './device.ts';

/** A field of a kernel's description, 8 bytes: an address, a whole number (`int`), or a double. */
export type Field = DeviceBuffer | { int: number } | number;

/** Writes fields in their order; returns the bytes written. */
export function writeFields(view: DataView, offset: number, fields: readonly Field[]): number {
  fields.forEach((field, i) => {
    const at = offset + 8 * i;
    if (typeof field === 'number') view.setFloat64(at, field, true);
    else view.setBigInt64(at, 'int' in field ? BigInt(field.int) : field.address, true);
  });
  return 8 * fields.length;
}
