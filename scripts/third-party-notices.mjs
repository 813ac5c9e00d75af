// The licences of the packages that esbuild put into the bundle, for dist/THIRD-PARTY-NOTICES.txt.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the packages among the inputs of an esbuild metafile, sorted. */
export function bundledPackages(metafile) {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  return [...new Set(Object.keys(metafile.inputs).flatMap((input) => folder.exec(input)?.[0] ?? []))].sort();
}

/** One text with every package's name, version, licence and licence file; a package without one stops the build. */
export function noticesText(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
    if (!files.some((file) => !/^notice/i.test(file))) throw new Error(`${folder} has no licence file to ship`);
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  const head = 'This program contains the following packages, each under its own licence.';
  return [head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}
