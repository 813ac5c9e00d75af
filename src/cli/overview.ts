import { Command } from 'commander';
import { VERSION } from '../base/version.ts';
import { COMMANDS, findCommand } from './commands.ts';
import { parseCommand } from './flags.ts';

/** What the program says where no command is named: the list of commands, its version, one command's help, or what was meant. */
export async function run(argv: readonly string[]): Promise<number> {
  const isHelp = argv[0] === 'help';
  const words = isHelp ? argv.slice(1) : argv;
  const asked = isHelp ? findCommand(words[0]) : undefined;
  if (asked) return (await asked.load()).run(['--help']);
  const program = new Command('bezierfit')
    .description('Fit, subtract and put back membranes in cryo-EM data; many jobs side by side.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  for (const { name, alias, summary } of COMMANDS) {
    const command = program.command(name).description(summary).helpOption(false);
    if (alias) command.alias(alias);
  }
  if (words.length === 0) {
    program.outputHelp();
    return 0;
  }
  return (await parseCommand(program, words)) ? 0 : 2;
}
