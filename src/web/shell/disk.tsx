import type { DiskView } from '../../server/api.ts';
import { bytes } from '../ui/format.ts';
import { StatusBadge } from '../ui/status.tsx';

/** With less left a batch may stop for want of space. */
const LOW_BYTES = 20e9;
const LOW_SHARE = 0.02;

/** How much room is left where the batch writes; of several file systems the one with least. */
export function Disk({ disks }: { disks: readonly DiskView[] }) {
  const [least] = disks.toSorted((a, b) => a.freeBytes - b.freeBytes);
  if (!least) return null;
  const title = disks.map((disk) => `${disk.folder}: ${bytes(disk.freeBytes)} of ${bytes(disk.totalBytes)} free`);
  const words = `Disk ${bytes(least.freeBytes)} free`;
  const isLow = least.freeBytes < LOW_BYTES || least.freeBytes < LOW_SHARE * least.totalBytes;
  return (
    <span className="disk" title={title.join('\n')}>
      {isLow ? <StatusBadge status="warn" words={words} /> : words}
    </span>
  );
}
