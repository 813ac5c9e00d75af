import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One call of a program to the file system; times are wall clock milliseconds, comparable between threads. */
export interface DiskStep {
  step: 'first read' | 'fsync' | 'fdatasync' | 'rename';
  /** The file or folder; of a rename the new name. */
  path: string;
  beginMs: number;
  endMs: number;
}

export interface DiskTrace {
  /** Environment of the program that is watched. */
  env: { NODE_OPTIONS: string };
  /** What it has done so far, in the order in which the calls ended. */
  steps: () => DiskStep[];
}

/**
 * Watches what a Node program makes durable, and when each of its worker threads first reads pixels: in all its threads
 * something is put before the calls themselves, so the program need not, and cannot, report about itself.
 */
export function traceDisk(folder: string): DiskTrace {
  const preload = join(folder, 'disk-trace.cjs');
  const file = join(folder, 'disk-trace.jsonl');
  writeFileSync(preload, `const TRACE_FILE = ${JSON.stringify(file)};\n${PRELOAD}`);
  const steps = () => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    return lines.map((line) => JSON.parse(line) as DiskStep);
  };
  return { env: { NODE_OPTIONS: `--require ${preload}` }, steps };
}

const PRELOAD = `
const fs = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { writeSync, readlinkSync, readSync } = fs;
const log = fs.openSync(TRACE_FILE, 'a');
const now = () => performance.timeOrigin + performance.now();
const pathOf = (target) => (typeof target === 'number' ? readlinkSync('/proc/self/fd/' + target) : target);
const note = (step, path, beginMs) => writeSync(log, JSON.stringify({ step, path, beginMs, endMs: now() }) + '\\n');

const watch = (step, args, call) => {
  const path = pathOf(args[step === 'rename' ? 1 : 0]);
  const beginMs = now();
  return call(() => note(step, path, beginMs));
};
for (const step of ['fsync', 'fdatasync', 'rename']) {
  const { [step]: later, [step + 'Sync']: atOnce } = fs;
  fs[step + 'Sync'] = (...args) => watch(step, args, (done) => { atOnce(...args); done(); });
  fs[step] = (...args) =>
    watch(step, args, (done) => {
      const callback = args.pop();
      later(...args, (error) => { if (!error) done(); callback(error); });
    });
}
const { open } = fs.promises;
fs.promises.open = async (...args) => {
  const handle = await open(...args);
  for (const [method, step] of [['sync', 'fsync'], ['datasync', 'fdatasync']]) {
    const original = handle[method].bind(handle);
    handle[method] = () => watch(step, [handle.fd], async (done) => { await original(); done(); });
  }
  return handle;
};
const HEADER_BYTES = 1024;
if (!isMainThread) {
  fs.readSync = (...args) => {
    if (args[4] >= HEADER_BYTES) {
      note('first read', pathOf(args[0]), now());
      fs.readSync = readSync;
      require('node:module').syncBuiltinESMExports();
    }
    return readSync(...args);
  };
}
require('node:module').syncBuiltinESMExports();
`;
