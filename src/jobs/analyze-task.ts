import { openMrc } from '../formats/mrc/read.ts';
import { analyzeTemplate, type AnalysisOptions, type TemplateFit } from '../membrane/analysis/analyze.ts';

/** One class average to fit. */
export interface AnalyzeTask {
  kind: 'analyze';
  stackPath: string;
  section: number;
  options: AnalysisOptions;
}

export type AnalyzeTaskResult = TemplateFit;

/** Runs in a worker thread. */
export function runAnalyzeTask({ stackPath, section, options }: AnalyzeTask): AnalyzeTaskResult {
  const reader = openMrc(stackPath);
  try {
    return analyzeTemplate(reader.readSection(section), reader.header.columns, options);
  } finally {
    reader.close();
  }
}
