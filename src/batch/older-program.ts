import { execFile } from 'node:child_process';

/** An interpreter that does not answer so long is left to the jobs. */
const PATIENCE_MS = 10_000;
const QUESTION = `
from importlib.util import find_spec
try:
    found = find_spec("memxterminator.bezierfit.bin") is not None
except ImportError:
    found = False
print("found" if found else "missing")`;

/** True when a Python interpreter says that it cannot import the older program's jobs (`runner: memxterminator`). */
export function lacksOlderProgram(python: string): Promise<boolean> {
  return new Promise((resolve) => {
    // Not in the folder where we are: a checkout there would be found, and not by the jobs.
    const options = { cwd: '/', timeout: PATIENCE_MS };
    execFile(python, ['-c', QUESTION], options, (_error, stdout) => resolve(stdout.trim() === 'missing'));
  });
}
