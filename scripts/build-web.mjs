// Bundles src/web (the browser's part) into <outdir>/web; returns the npm packages that are in it.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

/** No inline script or style (the server's Content-Security-Policy forbids them), nothing from elsewhere. */
export async function buildWeb(outdir) {
  const { output } = await build({
    configFile: false,
    root: 'src/web',
    base: './',
    plugins: [react()],
    // src/spec works on paths; in the browser they are always POSIX paths of the server.
    resolve: { alias: { 'node:path': resolve('src/web/posix-path.ts') } },
    logLevel: 'warn',
    build: {
      outDir: resolve(outdir, 'web'),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  const folder = /node_modules\/(?:@[^/]+\/)?[^/]+/;
  return [...new Set(modules.flatMap((id) => folder.exec(id.replace(/^\0/, ''))?.[0] ?? []))].sort();
}
