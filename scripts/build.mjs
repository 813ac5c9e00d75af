// Bundles src/ into dist/: the command line, the worker of the jobs, the interface, and everything they need.
import { build } from 'esbuild';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { readFileSync, existsSync } from 'node:fs';
import { buildWeb } from './build-web.mjs';
import { bundledPackages, noticesText } from './third-party-notices.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const outdir = process.env.BEZIERFIT_DIST ?? 'dist';
const entries = { main: 'src/cli/main.ts', 'job-worker': 'src/jobs/worker.ts', bench: 'bench/main.ts' };

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  define: { __VERSION__: JSON.stringify(version) },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
  metafile: true,
});
await chmod(`${outdir}/main.js`, 0o755);
const packages = [...bundledPackages(metafile), ...(await buildWeb(outdir))];
await writeFile(`${outdir}/THIRD-PARTY-NOTICES.txt`, noticesText([...new Set(packages)]));
