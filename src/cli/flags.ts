import { Command, CommanderError } from 'commander';

/** A command whose mistakes are thrown (exit code 2), not exited on. */
export function newCommand(name: string, description: string): Command {
  return new Command(`bezierfit ${name}`).description(description).exitOverride().showHelpAfterError(true);
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
