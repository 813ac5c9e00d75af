import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runProgram } from '../helpers/program.ts';

describe('bezierfit without a command', () => {
  it.each([[[]], [['help']], [['--help']]])('lists all commands for %j', async (argv) => {
    const { code, stdout, stderr } = await runProgram(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  it.each(['batch', 'bezierfit-batch', 'pms', 'sweep'])('help %s shows the flags of that command', async (name) => {
    const help = await runProgram(['help', name]);
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage: bezierfit .* +--help|-h, --help/s) });
    expect(help.stdout).toBe((await runProgram([name, '--help'])).stdout);
  });

  it.each([[['statsu']], [['help', 'statsu']]])('says what was meant by %j', async (argv) => {
    expect(await runProgram(argv)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: unknown command 'statsu'\n\(Did you mean status\?\)/),
    });
  });
});
