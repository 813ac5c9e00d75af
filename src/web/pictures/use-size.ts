import { useCallback, useState } from 'react';
import type { Size } from './viewport.ts';

/** The size of an element, kept up to date; null until it is laid out. */
export function useSize<E extends HTMLElement>(): [(element: E | null) => (() => void) | undefined, Size | null] {
  const [size, setSize] = useState<Size | null>(null);
  const ref = useCallback((element: E | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      setSize({ width, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
