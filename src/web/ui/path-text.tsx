/** A path that loses its front when there is no room; the whole one on hover. */
export function PathText({ path, shown = path }: { path: string; shown?: string }) {
  const cut = shown.replace(/\/+$/, '').lastIndexOf('/');
  return (
    <span className="path" title={path}>
      <span className="front">{shown.slice(0, cut + 1)}</span>
      <span className="tail">{shown.slice(cut + 1)}</span>
    </span>
  );
}

/** Short for what lies in the run root: its path from there. */
export function underRunRoot(path: string, runRoot: string): string {
  return path.startsWith(`${runRoot}/`) ? `${path.slice(runRoot.length + 1)}/` : path;
}
