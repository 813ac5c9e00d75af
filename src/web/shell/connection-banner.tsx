import { useLive } from '../store/live.ts';
import { duration } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';

/** Short gaps are not worth a word. */
const SHOW_AFTER_MS = 2_000;

/** Connection lost: how old what is shown is. */
export function ConnectionBanner({ runRoot }: { runRoot: string | null }) {
  const { connected, aliveMs, runRoot: followed } = useLive();
  const nowMs = useNowMs();
  if (connected || runRoot === null || followed !== runRoot || aliveMs === 0) return null;
  const ageMs = nowMs - aliveMs;
  if (ageMs < SHOW_AFTER_MS) return null;
  return (
    <div className="ban" role="status">
      <span className="st warn">Connection lost.</span>
      <span>
        What you see is {duration(ageMs / 1000)} old. The batch itself is not affected; this page connects again by
        itself.
      </span>
    </div>
  );
}
