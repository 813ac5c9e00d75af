import { Command, CommanderError } from 'commander';
import { refuse } from '../base/errors.ts';

/** A command whose mistakes are thrown (exit code 2), not exited on. */
export function newCommand(name: string, description: string): Command {
  return new Command(`bezierfit ${name}`).description(description).exitOverride().showHelpAfterError(true);
}

/** Reads the value of a flag, for `option`. @throws InputError that names the flag */
export function wholeNumber(flag: string, least = 0): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    return refuse(flag, `expected a whole number from ${least}, got ${JSON.stringify(text)}`);
  };
}

/** Parses the command's own arguments; true when help was shown and there is nothing to do. */
export async function parseCommand(command: Command, argv: readonly string[]): Promise<boolean> {
  try {
    await command.parseAsync(argv, { from: 'user' });
    return false;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return true;
    throw error;
  }
}
