import { appendFileSync } from 'node:fs';

/** Notes a measured figure in the file that BEZIERFIT_RECORD names, for reports; nothing without it. */
export function record(what: string, value: number): void {
  if (process.env.BEZIERFIT_RECORD) appendFileSync(process.env.BEZIERFIT_RECORD, `${what} ${value}\n`);
}
