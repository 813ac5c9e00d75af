import { useCallback, useState, type RefCallback } from 'react';

/** What is in view of a scrolled element, px from its contents' corner, with some room around. */
export interface ViewBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** In such steps, so that most scrolling draws nothing anew. */
const STEP_PX = 400;

/** Follows what is in view of an element; null until it is laid out. */
export function useViewBox(): [RefCallback<HTMLElement>, ViewBox | null] {
  const [box, setBox] = useState<ViewBox | null>(null);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const look = (): void => {
      const [left, right] = around(element.scrollLeft, element.clientWidth);
      const [top, bottom] = around(element.scrollTop, element.clientHeight);
      setBox((before) =>
        before?.left === left && before.right === right && before.top === top && before.bottom === bottom
          ? before
          : { left, right, top, bottom },
      );
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return [ref, box];
}

function around(start: number, length: number): [number, number] {
  const first = STEP_PX * (Math.floor(start / STEP_PX) - 1);
  return [first, first + STEP_PX * (Math.ceil(length / STEP_PX) + 3)];
}
