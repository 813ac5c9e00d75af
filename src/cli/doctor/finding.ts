export type Verdict = 'ok' | 'warn' | 'fail';

/** One line of the doctor: what was looked at, what was found, what to do about it. */
export interface Finding {
  /** `node`, `driver`, `gpu 0`: for programs. */
  what: string;
  verdict: Verdict;
  text: string;
  /** null when there is nothing to do. */
  advice: string | null;
}

export function ok(what: string, text: string): Finding {
  return { what, verdict: 'ok', text, advice: null };
}

export function warn(what: string, text: string, advice: string): Finding {
  return { what, verdict: 'warn', text, advice };
}

export function fail(what: string, text: string, advice: string): Finding {
  return { what, verdict: 'fail', text, advice };
}
