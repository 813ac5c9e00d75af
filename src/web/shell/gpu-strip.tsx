import type { GpuView, Machine } from '../../server/api.ts';
import { useSize } from '../pictures/use-size.ts';
import { hrefTo } from '../router.ts';
import { useMachine } from '../store/machine.ts';
import { gigabytes } from '../ui/format.ts';
import { Bar } from '../ui/progress.tsx';
import { Disk } from './disk.tsx';

/** Of a GPU; narrow windows leave the memory out. */
const LEAST_PX = 240;
const NARROW_PX = 1280;
const LEAST_NARROW_PX = 200;

/** Who holds what now, on one line; many GPUs take two. */
export function GpuStrip({ runRoot }: { runRoot: string | null }) {
  const machine = useMachine((state) => state.machine);
  const [measure, size] = useSize<HTMLElement>();
  if (!machine) return <section className="gpus" aria-label="Who holds what now" />;
  const { cores, busyCores } = machine.cpu;
  const columns = evenColumns(Math.max(1, machine.gpus.length) + 1, size?.width ?? 0);
  return (
    <section
      className="gpus"
      aria-label="Who holds what now"
      ref={measure}
      style={{ gridTemplateColumns: `repeat(${columns - 1}, minmax(0, 1fr)) minmax(0, 1.2fr)` }}
    >
      {machine.gpus.map((gpu) => (
        <Gpu key={gpu.id} gpu={gpu} runRoot={runRoot} />
      ))}
      {machine.gpus.length === 0 && (
        <div className="gpu">
          <span className="n">No GPU</span>
          <span className="h dim">{machine.gpuFault ?? 'none found'}: jobs run on the CPU</span>
        </div>
      )}
      <div className="gpu cpu" title={memoryWords(machine.memory)}>
        <span className="n">CPU</span>
        <Bar share={busyCores / cores} tone="util v" label="Cores in use" />
        <span className="h dim">
          {busyCores < 10 ? busyCores.toFixed(1) : Math.round(busyCores)} of {cores} cores
        </span>
        <Disk disks={machine.disks} />
      </div>
    </section>
  );
}

/** So that names of holders stay readable, in rows of nearly the same length. */
function evenColumns(count: number, widthPx: number): number {
  const most = Math.max(1, Math.floor(widthPx / (widthPx < NARROW_PX ? LEAST_NARROW_PX : LEAST_PX)));
  return Math.ceil(count / Math.ceil(count / most));
}

function memoryWords({ totalBytes, availableBytes }: Machine['memory']): string {
  const inGB = (value: number): string => (value / 2 ** 30).toFixed(0);
  return `Memory: ${inGB(totalBytes - availableBytes)} of ${inGB(totalBytes)} GB in use`;
}

export function isForeign({ holders }: GpuView): boolean {
  return holders.length > 0 && holders.every((holder) => holder.jobId === null);
}

function Gpu({ gpu, runRoot }: { gpu: GpuView; runRoot: string | null }) {
  const { id, name, usedMiB, totalMiB, usePercent } = gpu;
  const memory = `${gigabytes(usedMiB)}/${gigabytes(totalMiB)} GB`;
  return (
    <div
      className={`gpu${isForeign(gpu) ? ' foreign' : ''}`}
      title={`GPU ${id}: ${name}, ${memory} in use${usePercent === null ? '' : `, ${usePercent} % busy`}`}
    >
      <span className="n">GPU {id}</span>
      <Bar share={(usePercent ?? 0) / 100} tone="util v" label={`Use of GPU ${id}`} />
      <span className="h">
        <Holders gpu={gpu} runRoot={runRoot} />
      </span>
      <span className="m">{memory}</span>
    </div>
  );
}

/** A desktop takes less of a card that is free. */
const IDLE_SHARE = 0.1;

export function Holders({ gpu, runRoot }: { gpu: GpuView; runRoot: string | null }) {
  const { holders, usedMiB, totalMiB } = gpu;
  if (holders.length === 0)
    return <span className="dim">{usedMiB > IDLE_SHARE * totalMiB ? 'In use, unknown by whom' : 'Free'}</span>;
  return (
    <>
      {holders.map(({ pid, user, program, jobId, runRoot: root }) =>
        jobId !== null ? (
          <a key={pid} href={hrefTo('job', { root: root ?? runRoot, job: jobId })}>
            {jobId}{' '}
          </a>
        ) : (
          <span key={pid}>
            <span className="mid">{user}</span> <span className="dim">{program}</span>{' '}
          </span>
        ),
      )}
    </>
  );
}
