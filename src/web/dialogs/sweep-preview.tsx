import { argsOf, idOf, kindOf, textOf, type DraftJob } from '../draft/document.ts';
import { PathText } from '../ui/path-text.tsx';

/** Rows of the preview that are drawn; the count says how many there are. */
const MOST_SHOWN = 200;

interface PreviewProps {
  base: DraftJob;
  jobs: readonly DraftJob[];
  params: readonly string[];
}

/** The jobs that Generate makes. */
export function SweepPreview({ base, jobs, params }: PreviewProps) {
  return (
    <div className="preview" tabIndex={0} role="region" aria-label="Jobs that will be made">
      <table className="tb">
        <thead>
          <tr>
            <th>Job ID</th>
            {params.map((name) => (
              <th className="num" key={name}>
                {name}
              </th>
            ))}
            <th>Output Root</th>
          </tr>
        </thead>
        <tbody>
          {jobs.slice(0, MOST_SHOWN).map((job) => (
            <tr key={job.key}>
              <td className="id cut">{idOf(job)}</td>
              {params.map((name) => (
                <td className="num" key={name}>
                  {kindOf(job) === kindOf(base) ? String(argsOf(job)[name] ?? '–') : '–'}
                </td>
              ))}
              <td className="mono dim">
                <PathText path={textOf(job.json.output_root)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
