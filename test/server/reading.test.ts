import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { EventReader } from './events.ts';
import { TestServer } from './server.ts';

const HELD = pathToFileURL(resolve(import.meta.dirname, '../fixtures/held-reader.mjs'));
let events: EventReader | undefined;
afterEach(() => events?.close());

async function heldServer(): Promise<TestServer> {
  const server = new TestServer(undefined, [], HELD);
  await server.logIn();
  return server;
}

/** An answer, and whether it has come. */
function watched(asked: Promise<Response>): { asked: Promise<Response>; come: boolean } {
  const one = { asked, come: false };
  void asked.then(() => (one.come = true));
  return one;
}

it('events, folders and pictures go on while a large table is read', async () => {
  const server = await heldServer();
  const table = join(server.runRoot, 'huge.star');
  const picture = join(server.runRoot, 'small.mrc');
  const facts = watched(server.get('/api/facts', { path: table }));
  events = new EventReader((signal) =>
    server.bare('/api/events', { ...server.posting({ runRoot: server.runRoot, after: null }), signal }),
  );
  await events.until('the snapshot', ({ type }) => type === 'snapshot');
  writeFileSync(join(server.runRoot, 'bezierfit_batch.run.out'), '>>> START\n');
  await events.until('the log to grow', (event) => event.type === 'change' && event.head.log.sizeBytes === 10);
  expect((await server.get('/api/files', { path: server.runRoot })).status).toBe(200);
  writeFileSync(`${picture}.go`, '');
  expect((await server.get('/api/image', { path: picture })).status).toBe(200);
  expect(facts.come).toBe(false);
  writeFileSync(`${table}.go`, '');
  expect(await (await facts.asked).json()).toEqual({ words: 'read' });
});

it('a reading thread that dies is an error of that request alone; the next one gets a new thread', async () => {
  const server = await heldServer();
  for (const name of ['dies.star', 'good.star']) writeFileSync(join(server.runRoot, `${name}.go`), '');
  const died = await server.get('/api/facts', { path: join(server.runRoot, 'dies.star') });
  expect([died.status, await died.json()]).toEqual([500, { message: 'This cannot be read: out of memory' }]);
  expect((await server.get('/api/facts', { path: join(server.runRoot, 'good.star') })).status).toBe(200);
});
