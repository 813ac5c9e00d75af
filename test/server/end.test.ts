import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { processStart } from '../../src/base/process-identity.ts';
import { BatchWatch } from '../../src/server/batch/batch-watch.ts';
import { eventStream } from '../../src/server/batch/event-stream.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';
import { waitFor } from '../helpers/wait.ts';
import { EventReader } from './events.ts';
import { GuiProcess } from './gui-process.ts';

describe('a stream of events', () => {
  it('forgets a reader that went, also one that went while the files were looked at', async () => {
    const watch = new BatchWatch(temporaryFolder());
    await eventStream(watch, null).cancel();
    const reader = eventStream(watch, null).getReader();
    await reader.read();
    expect(watch.viewers).toBe(1);
    await reader.cancel();
    expect(watch.viewers).toBe(0);
  });
});

/** The process ids in a file, one a line, when so many are there. */
function pidsIn(path: string, count: number): number[] | null {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  return lines.length === count ? lines.map(Number) : null;
}

describe('bezierfit gui', () => {
  let gui: GuiProcess | undefined;
  afterEach(() => gui?.kill());

  it.each(['SIGTERM', 'SIGINT'] as const)('ends by itself at %s, whatever is open', async (signal) => {
    const tools = temporaryFolder();
    writeFileSync(join(tools, 'nvidia-smi'), `#!/bin/sh\necho $$ >> ${tools}/asked\nexec sleep 600\n`, { mode: 0o755 });
    gui = new GuiProcess([], { PATH: `${tools}:${process.env.PATH}` });
    await gui.ready();
    await gui.logIn();
    const runRoots = ['a', 'b'].map((name) => join(gui?.home ?? '', name));
    runRoots.forEach((runRoot) => mkdirSync(runRoot));
    const { origin, headers, port } = gui;
    const log = join(gui.home, 'followed.log');
    writeFileSync(log, 'end\n');
    const ask = (path: string, init: RequestInit): Promise<unknown> => fetch(origin + path, init).catch(() => null);
    const streams = runRoots.map((runRoot) => {
      const body = JSON.stringify({ runRoot });
      return new EventReader((stop) => fetch(`${origin}/api/events`, { method: 'POST', headers, body, signal: stop }));
    });
    for (const stream of streams) await stream.until('the snapshot', ({ type }) => type === 'snapshot');
    const half = connect(port, '127.0.0.1');
    half.on('error', () => {}).write('POST /api/events HTTP/1.1\r\n');
    const answers = [
      ask('/api/machine', { headers }),
      ask(`/api/facts?path=${runRoots[0]}`, { headers }),
      ask(`/api/log?path=${log}&from=4&bytes=100&waitMs=20000`, { headers }),
      ...runRoots.map((runRoot) => {
        return ask('/api/events', { method: 'POST', headers, body: JSON.stringify({ runRoot }) });
      }),
    ];
    const asked = await waitFor('nvidia-smi, twice', () => pidsIn(join(tools, 'asked'), 2));
    expect(await gui.end(signal)).toEqual({ code: 0, stderr: '' });
    await Promise.all([...answers, ...streams.map((stream) => stream.close())]);
    half.destroy();
    await waitFor('the end of nvidia-smi', () => asked.every((pid) => processStart(pid) === null));
  });
});
