import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileFacts, Folder, LogHits, LogRange } from '../../src/server/api.ts';
import { writeBlankMrc, writeParticles } from '../helpers/small-project.ts';
import { loggedIn, type TestServer } from './server.ts';

const MIB = 1 << 20;

/** A log of `size` MiB, each line 1 KiB and numbered; two lines are special. */
function bigLog(path: string, size: number): void {
  const fd = openSync(path, 'w');
  for (let block = 0; block < size; block++) {
    const lines = Array.from({ length: 1024 }, (_, i) => {
      const number = block * 1024 + i;
      const word = number === 5 || number === size * 1024 - 7 ? 'ERROR needle' : 'fine';
      return `${number} ${word} `.padEnd(1023, 'x');
    });
    writeSync(fd, `${lines.join('\n')}\n`);
  }
  closeSync(fd);
}

describe('logs', () => {
  it('of 100 MB come in ranges of whole lines, and are searched', async () => {
    const server = await loggedIn();
    const path = join(server.home, 'big.log');
    bigLog(path, 100);
    const range = (query: object) => server.json<LogRange>(server.get('/api/log', { path, from: 0, ...query }));
    const head = await range({ bytes: 5000 });
    expect(head).toMatchObject({ sizeBytes: 100 * MIB, from: 0, to: 4096 });
    expect((await range({ from: head.to, bytes: 3000 })).text).toMatch(/^4 fine/);
    const tail = await range({ from: -2500 });
    expect(tail).toMatchObject({ from: 100 * MIB - 2048, to: 100 * MIB });
    const search = (query: object) =>
      server.json<LogHits>(server.get('/api/log/search', { path, text: 'NEEDLE', ...query }));
    const { hits, next } = await search({});
    expect(hits.map(({ at }) => at / 1024)).toEqual([5, 100 * 1024 - 7]);
    expect(hits[0]?.line).toMatch(/^5 ERROR needle x+$/);
    expect(next).toBeNull();
    const first = await search({ limit: 1 });
    expect(first.hits).toEqual(hits.slice(0, 1));
    expect((await search({ from: first.next })).hits).toEqual(hits.slice(1));
  });

  it('are followed: the answer waits for more', async () => {
    const server = await loggedIn();
    const path = join(server.home, 'a.log');
    writeFileSync(path, 'one\n');
    const waiting = server.json<LogRange>(server.get('/api/log', { path, from: 4, waitMs: 20_000 }));
    appendFileSync(path, 'two é\n');
    expect((await waiting).text).toBe('two é\n');
    const again = await server.json<LogRange>(server.get('/api/log', { path, from: 11, waitMs: 0 }));
    expect(again).toMatchObject({ from: 11, to: 11, text: '' });
  });

  it('that were made anew are read from their end', async () => {
    const server = await loggedIn();
    const path = join(server.home, 'a.log');
    writeFileSync(path, 'short\n');
    expect(await server.json(server.get('/api/log', { path, from: 999 }))).toMatchObject({ sizeBytes: 6, from: 6 });
  });

  it('never cut a character in two', async () => {
    const server = await loggedIn();
    const path = join(server.home, 'a.log');
    writeFileSync(path, 'é€😀'.repeat(50));
    let text = '';
    for (let from = 0; from < 450;) {
      const part = await server.json<LogRange>(server.get('/api/log', { path, from, bytes: 7 }));
      text += part.text;
      from = part.to;
    }
    expect(text).toBe('é€😀'.repeat(50));
  });
});

describe('folders', () => {
  it('list folders first, then the files of the wanted types', async () => {
    const server = await loggedIn();
    for (const name of ['b.cs', 'a10.cs', 'a9.CS', 'x.star', '.hidden.cs']) writeFileSync(join(server.home, name), '');
    mkdirSync(join(server.home, 'zoo'));
    const { entries } = await server.json<Folder>(server.get('/api/files', { path: server.home, types: '.cs' }));
    expect(entries.map(({ name }) => name)).toEqual(['run', 'zoo', 'a9.CS', 'a10.cs', 'b.cs']);
    expect((await server.get('/api/files', { path: join(server.home, 'b.cs') })).status).toBe(400);
    expect((await server.get('/api/files', { path: join(server.home, 'nowhere') })).status).toBe(404);
  });
});

describe('facts', () => {
  const factsOf = (server: TestServer, path: string) => server.json<FileFacts>(server.get('/api/facts', { path }));

  it('say what a file is', async () => {
    const server = await loggedIn();
    const file = (name: string) => join(server.home, name);
    writeParticles(file('p.cs'), [{}, {}, {}]);
    writeBlankMrc(file('s.mrcs'), { columns: 8, rows: 8, sections: 3, pixelSizeA: 1.5 });
    writeFileSync(
      file('p.star'),
      'data_optics\nloop_\n_rlnImageSize\n_rlnImagePixelSize\n64 2.5\n\ndata_particles\nloop_\n_rlnA\n1\n2\n',
    );
    writeFileSync(file('spec.json'), '{"jobs": [{}, {}]}');
    writeFileSync(file('points.json'), '{"0": [[1, 2]], "3": [[1, 2]]}');
    const words = async (name: string) => (await factsOf(server, file(name))).words;
    expect(await words('p.cs')).toBe('3 rows · box 8 · 4 Å/px');
    expect(await words('s.mrcs')).toBe('3 images · 8 × 8 · 1.5 Å/px');
    expect(await words('p.star')).toBe('2 rows · box 64 · 2.5 Å/px');
    expect(await words('spec.json')).toBe('Batch spec, 2 jobs');
    expect(await words('points.json')).toBe('Control points of 2 classes');
    expect(await factsOf(server, file('p.cs'))).toMatchObject({
      format: 'cs',
      rows: 3,
      boxPx: 8,
      pixelSizeA: 4,
      fault: null,
    });
  });

  it.each([
    ['a name that no file system takes', '/api/facts', (home: string) => join(home, 'x'.repeat(300))],
    ['a file for a folder', '/api/machine', (home: string) => join(home, 'file')],
  ])('refuse %s as a bad request', async (_, route, pathIn) => {
    const server = await loggedIn();
    writeFileSync(join(server.home, 'file'), '');
    const path = pathIn(server.home);
    expect((await server.get(route, { path, runRoot: path })).status).toBe(400);
  });
  it('of a damaged file name its fault', async () => {
    const server = await loggedIn();
    const path = join(server.home, 'bad.cs');
    writeFileSync(path, 'nonsense');
    const facts = await factsOf(server, path);
    expect(facts.rows).toBeNull();
    expect(facts.fault).toContain('bad.cs');
  });
});
