import { Holders, isForeign } from '../shell/gpu-strip.tsx';
import { useMachine } from '../store/machine.ts';
import { useSession } from '../store/session.ts';
import { duration, gigabytes } from '../ui/format.ts';
import { useNowMs } from '../ui/now.ts';
import { Bar } from '../ui/progress.tsx';

/** GPUs and cores, and who holds them. */
export function MachinePanel() {
  const { machine, readMs } = useMachine();
  const host = useSession((state) => state.session?.host);
  const nowMs = useNowMs();
  if (!machine) return null;
  const { cores, busyCores } = machine.cpu;
  const { totalBytes, availableBytes } = machine.memory;
  return (
    <section aria-label="Who holds what now">
      <div className="hd">
        <h2>Who holds what now</h2>
        <span className="sm dim">
          {host}, read {duration((nowMs - readMs) / 1000)} ago
        </span>
      </div>
      <div className="panel gg">
        {machine.gpus.map((gpu) => (
          <div key={gpu.id} className={`gc${isForeign(gpu) ? ' foreign' : ''}`}>
            <div className="row">
              <b>GPU {gpu.id}</b>
              <span className="dim sm cut">{gpu.name}</span>
              <span className="grow" />
              <span className="sm">{gpu.usePercent === null ? '–' : `${gpu.usePercent} %`}</span>
            </div>
            <Bar share={(gpu.usePercent ?? 0) / 100} tone="util" label={`Use of GPU ${gpu.id}`} />
            <div className="cut">
              <Holders gpu={gpu} runRoot={null} />
            </div>
            <div className="dim sm">
              {gigabytes(gpu.usedMiB)} of {gigabytes(gpu.totalMiB)} GB
            </div>
          </div>
        ))}
        {machine.gpus.length === 0 && (
          <div className="gc">
            <b>No GPU</b>
            <div className="dim sm">{machine.gpuFault ?? 'none found'}</div>
            <div className="dim sm">Jobs with 0 GPUs run on the CPU.</div>
          </div>
        )}
        <div className="gc">
          <div className="row">
            <b>CPU</b>
            <span className="dim sm">{cores} cores</span>
            <span className="grow" />
            <span className="sm">{Math.round((100 * busyCores) / cores)} %</span>
          </div>
          <Bar share={busyCores / cores} tone="util" label="Cores in use" />
          <div>{busyCores.toFixed(1)} cores in use</div>
          <div className="dim sm">
            Memory {((totalBytes - availableBytes) / 2 ** 30).toFixed(0)} of {(totalBytes / 2 ** 30).toFixed(0)} GB
          </div>
        </div>
      </div>
    </section>
  );
}
