import type { JobView, ParticleView } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import type { GreyImage, Range } from '../pictures/grey-image.ts';
import { loadPixels } from '../pictures/load-pixels.ts';
import { signalLeft } from './signal-left.ts';
import type { SweepColumn } from './sweep-values.ts';

export type CompareColumn = SweepColumn & { job: JobView };

/** One particle as one job made it. */
export interface Compared {
  fault: string | null;
  view: ParticleView | null;
  /** Raw, model (what was removed), subtracted, mask. */
  images: GreyImage[];
  range: Range | null;
  /** Shares of raw, 0..1: what is left on the membrane, and what was changed beside it. */
  signalLeft: number | null;
  changeOutside: number | null;
}

/** A particle of several jobs; a job whose particle cannot be shown has its fault. @throws AbortError */
export function loadCompared(
  runRoot: string,
  columns: readonly CompareColumn[],
  index: number,
  signal: AbortSignal,
): Promise<Compared[]> {
  return Promise.all(columns.map(({ jobId }) => loadOne(runRoot, jobId, index, signal)));
}

async function loadOne(runRoot: string, jobId: string, index: number, signal: AbortSignal): Promise<Compared> {
  const query = { runRoot, jobId, index };
  try {
    const [view, { images, range }] = await Promise.all([
      get<ParticleView>('/api/particle', query, signal),
      loadPixels('/api/particle/pixels', query, signal),
    ]);
    const [raw, removed, , mask] = images;
    const changeOutside = changeBeside(raw, removed, mask);
    return { view, images, range, fault: null, signalLeft: signalLeft(view), changeOutside };
  } catch (error) {
    if (signal.aborted) throw error;
    const none = { view: null, images: [], range: null, signalLeft: null, changeOutside: null };
    return { ...none, fault: failureWords(error) };
  }
}

/** Root mean square of what was removed where the mask is 0, over that of raw there; null without such pixels. */
function changeBeside(raw: GreyImage, removed: GreyImage, mask: GreyImage): number | null {
  let rawSum = 0;
  let removedSum = 0;
  for (let i = 0; i < mask.pixels.length; i++) {
    if (mask.pixels[i] !== 0 || !Number.isFinite(raw.pixels[i])) continue;
    rawSum += raw.pixels[i] ** 2;
    removedSum += removed.pixels[i] ** 2;
  }
  return rawSum > 0 ? Math.sqrt(removedSum / rawSum) : null;
}

/** Subtracted by each job minus subtracted by the reference, and the largest difference of all. */
export function differencesTo(
  reference: Compared | undefined,
  all: readonly Compared[],
): { images: (GreyImage | null)[]; most: number } {
  const base = reference?.images[2];
  let most = 0;
  const images = all.map(({ images: { 2: own } }) => {
    if (!base || !own) return null;
    const pixels = own.pixels.map((value, i) => value - base.pixels[i]);
    for (const value of pixels) if (Math.abs(value) > most) most = Math.abs(value);
    return { ...own, pixels };
  });
  return { images, most };
}
