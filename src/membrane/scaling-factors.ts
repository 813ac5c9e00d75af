/** The scaling factors that are tried: 0.01, 0.03, ..., 0.99 (algorithms.md 3.6). */
export const SCALING_FACTORS: readonly number[] = Array.from({ length: 50 }, (_, i) => 0.01 + 0.02 * i);

/** Where the search for the best one starts. */
export const FIRST_INDEX = 25;
export const FIRST_FACTOR = SCALING_FACTORS[FIRST_INDEX];
