// Bundles src/ into dist/: the command line, the worker of the jobs, the interface, and everything they need.
import { build } from 'esbuild';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { readFileSync, existsSync } from 'node:fs';
import { buildWeb } from './build-web.mjs';
import { bundledPackages, noticesText } from './third-party-notices.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const outdir = process.env.BEZIERFIT_DIST ?? 'dist';
const entries = { main: 'src/cli/main.ts', bench: 'bench/main.ts' };

await rm(outdir, { recursive: true, force: true });
const options = {
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  define: { __VERSION__: JSON.stringify(version) },
  logLevel: 'warning',
  metafile: true,
  // A native module: it stays outside, and may be missing.
  external: ['koffi'],
};
const { metafile } = await build({
  ...options,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  splitting: true,
  format: 'esm',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
});
// One CommonJS file each: a job or a thread of it starts in a half to two thirds of the time that modules take.
const { metafile: programs } = await build({
  ...options,
  entryPoints: {
    job: 'src/cli/run-job.ts',
    'job-worker': 'src/jobs/worker.ts',
    'gpu-worker': 'src/jobs/gpu/worker.ts',
    'gpu-writer': 'src/jobs/gpu/writer.ts',
    reader: 'src/server/reader/worker.ts',
  },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { ...options.define, 'import.meta.url': '__fileUrl' },
  banner: { js: "const __fileUrl = require('node:url').pathToFileURL(__filename).href;" },
});
await chmod(`${outdir}/main.js`, 0o755);
const packages = [...[metafile, programs].flatMap(bundledPackages), ...(await buildWeb(outdir))];
await writeFile(`${outdir}/THIRD-PARTY-NOTICES.txt`, noticesText([...new Set(packages)]));
