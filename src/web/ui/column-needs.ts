import type { CSSProperties } from 'react';

/** Widths change in steps, so that columns rest while somebody types. */
const STEP = 4;

/** Style variables with the number of characters of each column's longest content: `{ '--path-chars': 24 }`. */
export function columnNeeds(contents: Readonly<Record<string, readonly string[]>>): CSSProperties {
  const entries = Object.entries(contents).map(([name, words]) => {
    const longest = words.reduce((most, { length }) => Math.max(most, length), 0);
    return [`--${name}-chars`, STEP * Math.ceil(longest / STEP)];
  });
  return Object.fromEntries(entries) as CSSProperties;
}
