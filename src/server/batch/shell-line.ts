/** Words as one line for a POSIX shell, for people to copy; nothing here is ever given to a shell by us. (security 7) */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
