import { useCallback, useState } from 'react';
import { fitted } from './fit-path.ts';

/** A path that loses its first folders when there is no room, never its last part; a name that loses its middle. The whole one on hover. */
export function PathText({ path, shown = path }: { path: string; shown?: string }) {
  const [room, setRoom] = useState<Room | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
    // Its `font` is empty where figures are tabular.
    const font = `${fontWeight} ${fontSize} ${fontFamily}`;
    const observer = new ResizeObserver(([{ contentRect }]) => setRoom({ font, widthPx: contentRect.width }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const fitting = room ? fitted(shown, (words) => widthPx(words, room.font) <= room.widthPx) : shown;
  return (
    <span className="path" title={path} ref={ref}>
      {fitting === shown ? (
        shown
      ) : (
        <>
          <span className="vh">{shown}</span>
          <span aria-hidden="true">{fitting}</span>
        </>
      )}
    </span>
  );
}

interface Room {
  font: string;
  widthPx: number;
}

let pen: CanvasRenderingContext2D | null = null;

function widthPx(words: string, font: string): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return 0;
  pen.font = font;
  return pen.measureText(words).width;
}

/** Short for what lies in the run root: its path from there. */
export function underRunRoot(path: string, runRoot: string): string {
  return path.startsWith(`${runRoot}/`) ? `${path.slice(runRoot.length + 1)}/` : path;
}
