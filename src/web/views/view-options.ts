import { useState } from 'react';
import { FIT, type Viewport } from '../pictures/viewport.ts';

export interface ViewOptions {
  showsCurve: boolean;
  isLinked: boolean;
  /** The view that is drawn large; null: all four. */
  large: number | null;
  /** Raw is shown in the place of subtracted, to flip between them. */
  isSwapped: boolean;
  /** One for each view; linked views use the first. */
  viewports: Viewport[];
}
export type ChangeOptions = (change: Partial<ViewOptions>) => void;

const AT_FIRST: ViewOptions = {
  showsCurve: true,
  isLinked: true,
  large: null,
  isSwapped: false,
  viewports: [FIT, FIT, FIT, FIT],
};

export function useViewOptions(): [ViewOptions, ChangeOptions] {
  const [options, setOptions] = useState(AT_FIRST);
  return [options, (change) => setOptions((before) => ({ ...before, ...change }))];
}
