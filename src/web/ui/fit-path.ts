const LEAST_KEPT = 4;

/** As many of the last folders as fit, else the last part; of that, when it does not fit either, both ends. */
export function fitted(path: string, fits: (words: string) => boolean): string {
  if (fits(path)) return path;
  const end = path.replace(/\/+$/, '').length - 1;
  for (let at = path.indexOf('/', 1); at > 0 && at < end; at = path.indexOf('/', at + 1)) {
    const words = `…${path.slice(at)}`;
    if (fits(words)) return words;
  }
  return cutInTheMiddle(path.slice(path.lastIndexOf('/', end) + 1) || path, fits);
}

/** Names of a sweep differ at their end, those of other jobs at the front. */
function cutInTheMiddle(name: string, fits: (words: string) => boolean): string {
  let words = name;
  for (let kept = name.length - 2; kept >= LEAST_KEPT && !fits(words); kept--) {
    words = `${name.slice(0, kept >> 1)}…${name.slice(name.length - kept + (kept >> 1))}`;
  }
  return words;
}
