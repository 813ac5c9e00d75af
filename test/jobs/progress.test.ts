import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress, type ProgressState } from '../../src/jobs/progress.ts';

describe('Progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  it('counts what is skipped, rates what is computed, and publishes at most every 200 ms', () => {
    const published: ProgressState[] = [];
    const progress = new Progress((state) => published.push({ ...state }));
    progress.start(100, 'particles');
    progress.skip(50);
    progress.startClock();
    vi.advanceTimersByTime(1000);
    for (let i = 0; i < 10; i++) progress.advance(1);
    vi.advanceTimersByTime(199);
    expect(published).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(published.at(-1)).toEqual({ done: 60, total: 100, unit: 'particles', rate: 10, eta_s: 4 });
    progress.threads(2);
    progress.end();
    expect(published.slice(3)).toEqual([{ done: 60, total: 100, unit: 'particles', rate: 10, eta_s: 4, procs: 2 }]);
  });
});
