/** As many of the last folders as fit; the last part alone, even if it does not. */
export function fitted(path: string, fits: (words: string) => boolean): string {
  if (fits(path)) return path;
  const end = path.replace(/\/+$/, '').length - 1;
  for (let at = path.indexOf('/', 1); at > 0 && at < end; at = path.indexOf('/', at + 1)) {
    const words = `…${path.slice(at)}`;
    if (fits(words)) return words;
  }
  return path.slice(path.lastIndexOf('/', end) + 1) || path;
}
