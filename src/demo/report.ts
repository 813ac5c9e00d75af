import { join } from 'node:path';
import { readJsonFile } from '../base/json.ts';
import { ANALYSIS_JOB, MICROGRAPH_JOB } from './batch-spec.ts';
import type { DemoFolder } from './layout.ts';
import type { DemoVerdict } from './measure.ts';
import { percent } from './verdict-limits.ts';

/** Wall-clock seconds of a job, start of its process to its end, as its job_result.json tells. */
function jobSeconds(folder: DemoFolder, jobId: string): number {
  const result = readJsonFile(join(folder.run(jobId), 'job_result.json')) as Record<string, string>;
  return (Date.parse(result.finished_utc) - Date.parse(result.started_utc)) / 1000;
}

/** What a scientist wants to see at the end, as lines of text. */
export function reportLines(folder: DemoFolder, verdict: DemoVerdict): string[] {
  const rows = verdict.particles.map(({ jobId, all }) => [
    jobId,
    percent(all.membraneLeft),
    percent(all.membraneError),
    correlations(all),
    percent(all.proteinKept),
    `${Math.round(all.particles / jobSeconds(folder, jobId))} / s`,
  ]);
  const { micrographs } = verdict;
  const seconds = (jobId: string) => `${jobSeconds(folder, jobId).toFixed(1)} s`;
  return [
    ...aligned([
      ['', 'membrane left', 'all errors', 'protein correlation', 'protein kept', 'particles'],
      ...rows,
      ['class averages', percent(verdict.averages.membraneLeft), '', '', '', ''],
      ['micrographs', percent(micrographs.membraneLeft), '', correlations(micrographs), '', ''],
    ]),
    '',
    `analysis ${seconds(ANALYSIS_JOB)}, micrographs put back ${seconds(MICROGRAPH_JOB)}`,
    "membrane left: share of the true membrane's power inside its mask; all errors: the same, counting noise and protein",
    'that were taken along; protein correlation: of the images with the true protein signal, before -> after.',
  ];
}

function correlations(of: { proteinCorrelationBefore: number; proteinCorrelationAfter: number }): string {
  return `${of.proteinCorrelationBefore.toFixed(3)} -> ${of.proteinCorrelationAfter.toFixed(3)}`;
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('   ')
      .trimEnd(),
  );
}
