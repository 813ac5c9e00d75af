import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { runProgram } from '../helpers/program.ts';
import { GuiProcess } from '../server/gui-process.ts';

let gui: GuiProcess | undefined;
afterEach(async () => {
  await gui?.kill();
});

it('prints the link, and the ssh line for that port', async () => {
  gui = new GuiProcess();
  await gui.ready();
  expect(gui.stdout).toMatch(new RegExp(`ssh -N -L ${gui.port}:127\\.0\\.0\\.1:${gui.port} \\S+@\\S+`));
  const page = await fetch(`${gui.origin}/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="root">');
});

it('--link prints the next link after one was used', async () => {
  gui = new GuiProcess();
  await gui.ready();
  await gui.logIn();
  const env = { HOME: gui.home, XDG_STATE_HOME: join(gui.folder, 'state') };
  const { stdout } = await runProgram(['gui', '--link', '--port', String(gui.port)], { env });
  const [, token = ''] = /#token=(\S+)/.exec(stdout) ?? [];
  expect(token).not.toBe(gui.token);
  expect((await gui.post('/api/login', { token })).status).toBe(204);
  const unknown = await runProgram(['gui', '--link', '--port', '1'], { env });
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no server is known for port 1') as string,
  });
});

it('makes and opens the run root; a root that does not exist is refused', async () => {
  gui = new GuiProcess();
  await gui.ready();
  const runRoot = join(gui.home, 'new/run');
  await gui.kill();
  gui = new GuiProcess(['--run-root', runRoot]);
  await gui.ready();
  const session = (await (await gui.logIn()).json()) as { runRoot: string; roots: string[] };
  expect(session.runRoot).toBe(runRoot);
  expect(session.roots).toContain(runRoot);
  mkdirSync(join(gui.home, 'x'));
  const refused = await runProgram(['gui', '--root', join(gui.home, 'nowhere')]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/^error: --root: .*nowhere does not exist/);
});

it('refuses an empty address, which would be all of them', async () => {
  const { code, stderr } = await runProgram(['gui', '--host', '']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('--host: expected an address') as string,
  });
});

it.each(['-1', '70000', 'x'])('refuses port %s', async (port) => {
  const { code, stderr } = await runProgram(['gui', '--port', port]);
  expect(code).toBe(2);
  expect(stderr).toContain('expected a whole number from 0 to 65535');
});
