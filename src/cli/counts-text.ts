/** `2 running, 3 queued, 1 success`; a word that nobody has is left out. */
export function countsText(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return ['running', 'queued', 'success', 'failed', 'canceled']
    .filter((word) => counts.has(word))
    .map((word) => `${counts.get(word) ?? 0} ${word}`)
    .join(', ');
}
