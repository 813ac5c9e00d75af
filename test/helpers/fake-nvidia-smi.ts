import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts an `nvidia-smi` that gives these answers into a folder of its own in `parent`; returns a PATH that begins with it. */
export function fakeNvidiaSmi(parent: string, gpus: string, processes: string): string {
  const folder = join(parent, 'nvidia');
  mkdirSync(folder);
  const answers = `case "$1" in *compute-apps*) printf '${processes}';; *) printf '${gpus}';; esac`;
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\n${answers}\n`, { mode: 0o755 });
  return `${folder}:${process.env.PATH}`;
}
