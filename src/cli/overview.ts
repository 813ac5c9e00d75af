import { Command } from 'commander';
import { VERSION } from '../base/version.ts';
import { COMMANDS } from './commands.ts';
import { parseCommand } from './flags.ts';

/** What the program says where no command is named: the list of commands, its version, or what was meant. */
export async function run(argv: readonly string[]): Promise<number> {
  const program = new Command('bezierfit')
    .description('Fit, subtract and put back membranes in cryo-EM data; many jobs side by side.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  for (const { name, alias, summary } of COMMANDS) {
    const command = program.command(name).description(summary).helpOption(false);
    if (alias) command.alias(alias);
  }
  if (argv.length === 0) {
    program.outputHelp();
    return 0;
  }
  return (await parseCommand(program, argv)) ? 0 : 2;
}
