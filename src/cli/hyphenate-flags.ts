/** `--max_running_jobs=2` -> `--max-running-jobs=2`: flags are accepted with underscores and with hyphens. (contract 1) */
export function hyphenateFlags(argv: readonly string[]): string[] {
  return argv.map((token) => token.replace(/^--[A-Za-z][\w-]*/, (name) => name.replaceAll('_', '-')));
}
