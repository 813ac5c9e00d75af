#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../base/version.ts';
import { COMMANDS } from './commands.ts';
import { hyphenateFlags } from './flags.ts';
import { reportError } from './report-error.ts';

/** Runs one command and returns its exit code; a user's mistake gives its message and 2, never a stack trace. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('bezierfit')
    .description('Fit, subtract and put back membranes in cryo-EM data; many jobs side by side.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });
  for (const { name, alias, summary, load } of COMMANDS) {
    const command = program
      .command(name)
      .description(summary)
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(async () => {
        const { run } = await load();
        exitCode = await run(hyphenateFlags(argv.slice(1)));
      });
    if (alias) command.alias(alias);
  }
  if (argv.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  return exitCode;
}

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2)).catch(reportError);
