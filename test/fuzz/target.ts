import type { Random } from '../../src/base/random.ts';

/** One kind of file that is damaged and read again. */
export interface Target {
  name: string;
  /** Whole files to start from. */
  seeds: readonly Uint8Array[];
  mutate(seed: Uint8Array, random: Random): Uint8Array;
  /**
   * Reads a mutant with the program's own reader. An InputError that names the file, or a result that an independent
   * reader confirms; anything else throws.
   */
  judge(path: string, bytes: Uint8Array): Verdict | Promise<Verdict>;
}

/** How far a mutant came: stopped by the checks of its head, refused behind them, or read, and rightly. */
export type Verdict = 'head' | 'refused' | 'read';

/** The program took a damaged file for something that it is not. */
class WrongSuccess extends Error {}

export function confirm(condition: boolean, what: string): asserts condition {
  if (!condition) throw new WrongSuccess(what);
}
