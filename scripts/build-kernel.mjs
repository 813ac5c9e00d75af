// Compiles assembly/ to the modules below, which are committed; `--check` compares instead.
import asc from 'assemblyscript/asc';
import { readFileSync, writeFileSync } from 'node:fs';

const OPTIONS = '-O3 --converge --noAssert --enable simd,bulk-memory --runtime stub --use abort='.split(' ');
const MODULES = [
  { source: 'assembly/mosaic.ts', target: 'src/membrane/mosaic-bytes.ts', name: 'MOSAIC_WASM_BASE64' },
  { source: 'assembly/kernel.ts', target: 'src/membrane/kernel-bytes.ts', name: 'KERNEL_WASM_BASE64' },
  { source: 'assembly/band-sum.ts', target: 'src/membrane/analysis/band-sum-bytes.ts', name: 'BAND_SUM_WASM_BASE64' },
  {
    source: 'assembly/star-rows.ts',
    target: 'src/formats/star/scan-bytes.ts',
    name: 'SCAN_WASM_BASE64',
    options: ['--importMemory'],
  },
];

for (const { source, target, name, options = [] } of MODULES) {
  const lines = (await compile(source, options)).toString('base64').match(/.{1,96}/g);
  const text = `// Made by scripts/build-kernel.mjs from assembly/; not to be edited.
export const ${name} =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${target} is not what assembly/ gives: run node scripts/build-kernel.mjs`);
    process.exitCode = 1;
  }
}

async function compile(source, options) {
  let binary = null;
  const { error, stderr } = await asc.main([source, '--outFile', 'module.wasm', ...OPTIONS, ...options], {
    writeFile: (name, data) => {
      if (name === 'module.wasm') binary = data;
    },
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary);
}
