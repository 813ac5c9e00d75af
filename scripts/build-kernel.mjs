// Compiles assembly/kernel.ts to src/membrane/kernel-bytes.ts, which is committed; `--check` compares instead.
import asc from 'assemblyscript/asc';
import { readFileSync, writeFileSync } from 'node:fs';

const TARGET = 'src/membrane/kernel-bytes.ts';
const OPTIONS = '-O3 --converge --noAssert --enable simd,bulk-memory --runtime stub --use abort='.split(' ');

const { error, binary, stderr } = await compile();
if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
const lines = Buffer.from(binary)
  .toString('base64')
  .match(/.{1,96}/g);
const text = `// Made by scripts/build-kernel.mjs from assembly/; not to be edited.
export const KERNEL_WASM_BASE64 =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error(`${TARGET} is not what assembly/ gives: run node scripts/build-kernel.mjs`);
  process.exitCode = 1;
}

async function compile() {
  let binary = null;
  const result = await asc.main(['assembly/kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    writeFile: (name, data) => {
      if (name === 'kernel.wasm') binary = data;
    },
  });
  return { ...result, binary };
}
