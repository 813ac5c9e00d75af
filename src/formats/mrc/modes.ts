/** The data types of MRC files. */
export interface Mode {
  name: string;
  bitsPerPixel: number;
  /** false: we show its header only. */
  isImage: boolean;
}

export const MODES: Readonly<Record<number, Mode>> = {
  0: { name: 'int8', bitsPerPixel: 8, isImage: true },
  1: { name: 'int16', bitsPerPixel: 16, isImage: true },
  2: { name: 'float32', bitsPerPixel: 32, isImage: true },
  3: { name: 'complex int16', bitsPerPixel: 32, isImage: false },
  4: { name: 'complex float32', bitsPerPixel: 64, isImage: false },
  6: { name: 'uint16', bitsPerPixel: 16, isImage: true },
  12: { name: 'float16', bitsPerPixel: 16, isImage: true },
  16: { name: 'RGB', bitsPerPixel: 24, isImage: false },
  101: { name: '4-bit', bitsPerPixel: 4, isImage: true },
};

/** `0 (int8), 1 (int16), ...` of all modes, or of those that hold images. */
export function listModes(imagesOnly: boolean): string {
  const shown = Object.entries(MODES).filter(([, mode]) => mode.isImage || !imagesOnly);
  return shown.map(([number, { name }]) => `${number} (${name})`).join(', ');
}
