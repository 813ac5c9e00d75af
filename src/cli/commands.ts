/** A command of the program. Its module is loaded only when it is called, so that every start is quick. */
export interface CommandEntry {
  name: string;
  alias?: string;
  summary: string;
  /** `run` gets the arguments after the command's name (flags hyphenated) and returns the exit code. */
  load: () => Promise<{ run: (argv: string[]) => Promise<number> }>;
}

export const COMMANDS: readonly CommandEntry[] = [];
