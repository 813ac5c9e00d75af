import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatJson } from '../../base/json.ts';
import { demoSpec } from '../../demo/batch-spec.ts';
import { DemoFolder } from '../../demo/layout.ts';
import { measureDemo } from '../../demo/measure.ts';
import { makeProject } from '../../demo/project.ts';
import { reportLines } from '../../demo/report.ts';
import { DEFAULT_SETTINGS } from '../../demo/settings.ts';
import { missedLimits } from '../../demo/verdict-limits.ts';
import { clearDemoFolder } from '../demo-folder.ts';
import { newCommand, parseCommand, wholeNumber } from '../flags.ts';

interface DemoOptions {
  seed: number;
  micrographs: number;
  dataOnly?: boolean;
}

/** `bezierfit demo DIR`: makes a project, runs a batch on it, compares the result with the truth. */
export async function run(argv: string[]): Promise<number> {
  const command = newCommand(
    'demo',
    'Make a small cryo-EM project whose truth is known, run a batch on it, judge the result.',
  )
    .argument('[DIR]', 'folder to make; an earlier demo in it is replaced', 'demo-run')
    .option('--seed <n>', 'another seed, another project', wholeNumber('--seed'), DEFAULT_SETTINGS.seed)
    .option('--micrographs <n>', 'how many', wholeNumber('--micrographs', 1), DEFAULT_SETTINGS.micrographs)
    .option('--data-only', 'make the project and its batch spec, run nothing');
  if (await parseCommand(command, argv)) return 0;
  const { seed, micrographs, dataOnly } = command.opts<DemoOptions>();
  const folder = new DemoFolder(command.processedArgs[0] as string);
  clearDemoFolder(folder);
  const startedMs = performance.now();
  const truth = makeProject(folder, { ...DEFAULT_SETTINGS, seed, micrographs }, (done, particles) =>
    console.log(`simulated micrograph ${done} of ${micrographs}, ${particles} particles so far`),
  );
  writeFileSync(folder.specFile, formatJson(demoSpec(folder)));
  console.log(`project: ${folder.project}, truth: ${folder.truthFile}`);
  const words = ['bezierfit-batch', '--spec', folder.specFile, '--state', folder.stateFile];
  console.log(`\n${dataOnly ? 'to run it' : 'running'}: bezierfit ${words.join(' ')}\n`);
  if (dataOnly) return 0;
  const code = await runBatch(words);
  if (code !== 0) {
    console.error(`the batch ended with code ${code}; what happened is in ${folder.root}/bezierfit_batch.run.out`);
    return code;
  }
  return judge(folder, truth, startedMs);
}

function judge(folder: DemoFolder, truth: Parameters<typeof measureDemo>[1], startedMs: number): number {
  const verdict = measureDemo(folder, truth);
  const missed = missedLimits(verdict);
  writeFileSync(folder.reportFile, formatJson({ ...verdict, missed }));
  console.log(`\n${reportLines(folder, verdict).join('\n')}`);
  console.log(`pictures: ${relative('.', folder.picture('*'))}; all figures: ${relative('.', folder.reportFile)}`);
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(0)} s in all`);
  for (const sentence of missed) console.error(`MISSED ${sentence}`);
  return missed.length > 0 ? 1 : 0;
}

/** Runs the real command; it shows its own progress. The jobs need no GPU, so no mask of GPUs must stop them. */
async function runBatch(words: readonly string[]): Promise<number> {
  const env = { ...process.env, CUDA_VISIBLE_DEVICES: undefined };
  const program = fileURLToPath(new URL('./main.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit', env });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((done, failed) => {
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
}
