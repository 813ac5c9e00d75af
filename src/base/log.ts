/** Where a job or the scheduler writes its lines; a vanished terminal (EPIPE) must not stop the work. */
export interface Log {
  line(text: string): void;
}

/** Lines to standard output; errors of a closed pipe or terminal are ignored. */
export function stdoutLog(): Log {
  process.stdout.on('error', () => {});
  return { line: (text) => void process.stdout.write(`${text}\n`) };
}
