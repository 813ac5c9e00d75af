import { useMemo } from 'react';
import type { ClassView } from '../../server/api.ts';
import { drawGrey } from '../pictures/draw-grey.ts';
import { postForPixels, type LoadedPixels } from '../pictures/load-pixels.ts';
import type { Points } from './class-edits.ts';
import { useLoad } from './use-load.ts';

/** The average itself, what Particle PMS would take away along the curve, or what it would leave. */
export type AverageView = 'image' | 'model' | 'difference';

interface Asked {
  runRoot: string;
  jobId: string;
  one: ClassView;
  pixels: LoadedPixels | null;
  points: Points | null;
  shown: AverageView;
}

/** What is drawn of a class, with the limits of the average; model and difference follow the points as they move. */
export function useAverage({ runRoot, jobId, one: { classId }, pixels, points, shown }: Asked) {
  const body = { runRoot, jobId, classId, controlPoints: points };
  const key = shown === 'image' || !points ? null : JSON.stringify(body);
  const { last, fault } = useLoad(key, (signal) => postForPixels('/api/class/model', body, signal));
  const image = shown === 'image' ? pixels?.images[0] : last?.images[shown === 'model' ? 0 : 1];
  const range = pixels?.range;
  const drawn = useMemo(() => (image && range ? drawGrey(image, range, false) : null), [image, range]);
  return { drawn, fault: shown !== 'image' && !points ? 'There is no curve yet' : fault };
}
