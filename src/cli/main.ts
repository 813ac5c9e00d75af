#!/usr/bin/env node
import { findCommand } from './commands.ts';
import { hyphenateFlags } from './hyphenate-flags.ts';
import { reportError } from './report-error.ts';

/** Runs one command and returns its exit code; a user's mistake gives its message and 2, never a stack trace. */
async function main([name, ...argv]: readonly string[]): Promise<number> {
  const command = findCommand(name);
  // Only what a command needs is loaded: thousands of jobs start here.
  if (!command) return (await import('./overview.ts')).run(name === undefined ? [] : [name, ...argv]);
  return (await command.load()).run(hyphenateFlags(argv));
}

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2)).catch(reportError);
