import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.ts';
import { readStar } from '../../../src/formats/star/read.ts';
import { rewriteStarColumn } from '../../../src/formats/star/rewrite.ts';
import { describeWithSharedData, SHARED_DATA } from '../../helpers/shared-data.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

async function rewrite(text: string, block: string, label: string, value: (old: string) => string): Promise<string> {
  const folder = temporaryFolder();
  const [source, target] = [join(folder, 'in.star'), join(folder, 'out.star')];
  writeFileSync(source, text);
  await rewriteStarColumn(source, target, block, label, value);
  return readFileSync(target, 'utf8');
}

const RELION = [
  '\n# version 30001\n\ndata_optics\n\nloop_ \n_rlnOpticsGroup #1 \n_rlnName #2 \n           1 "group one" \n \n\n',
  '# version 30001\n\ndata_particles\n\nloop_ \n_rlnImageName #1 \n_rlnName #2 \n_rlnX #3 \n',
  '1@a.mrcs   m1.mrc     1.500000 \n2@a.mrcs   m1.mrc     2.500000 \n1@b.mrcs  "m 2.mrc"  -3.500000 \n \n',
];

describe('rewriteStarColumn', () => {
  it('changes the values of one column of one block and nothing else', async () => {
    const asked: string[] = [];
    const result = await rewrite(RELION.join(''), 'particles', 'rlnName', (old) => {
      asked.push(old);
      return `/out dir/${old.replace(' ', '')}`;
    });
    const [head, labels, rows] = RELION;
    const expected = rows?.replaceAll(/m1\.mrc/g, '"/out dir/m1.mrc"').replace('"m 2.mrc"', '"/out dir/m2.mrc"');
    expect(result).toBe(`${head}${labels}${expected}`);
    expect(asked).toEqual(['m1.mrc', 'm 2.mrc']);
  });

  it('changes a pair', async () => {
    expect(await rewrite('data_x\n_a 1 # c\n_b\n', 'x', 'a', (old) => `${old}0`)).toBe('data_x\n_a 10 # c\n_b\n');
    expect(await rewrite('data_x\n_a 1\n_b\n', 'x', 'b', () => 'y z')).toBe('data_x\n_a 1\n_b "y z"\n');
  });

  it('leaves the same label of another block alone', async () => {
    const text = 'data_x\n\n_a 1\n\ndata_y\n\n_a 1\n\n';
    expect(await rewrite(text, 'y', 'a', () => '2')).toBe('data_x\n\n_a 1\n\ndata_y\n\n_a 2\n\n');
  });

  it('mends what some readers refuse', async () => {
    const text =
      '\ufeffdata_x\r\nloop_\r\n_a\r\n_b\r\n1 2\r\n\r\n3 4 # 1\r\n# 2\r\n5 6\r\n# 3\r\ndata_y\r\n_p 1\r\ndata_z\r\n_p 2';
    expect(await rewrite(text, 'x', 'b', (old) => `<${old}>`)).toBe(
      'data_x\nloop_\n_a\n_b\n1 <2>\n3 <4> # 1\n5 <6>\n\n# 2\n# 3\ndata_y\n_p 1\n\ndata_z\n_p 2\n',
    );
    expect(await rewrite('data_x\nloop_\n_a\n1', 'x', 'a', () => '2')).toBe('data_x\nloop_\n_a\n2\n\n');
  });

  it('works over many blocks of the file', async () => {
    const lines = Array.from({ length: 70_000 }, (_, i) => `${i} m${Math.floor(i / 100)}.mrc ${'x'.repeat(i % 40)}y`);
    const text = `data_x\nloop_\n_a\n_b\n_c\n${lines.join('\n')}\n\n`;
    const longer = (old: string) => `${'/long/path'.repeat(9)}/${old}`;
    const expected = text.replace(/m\d+\.mrc/g, longer);
    expect(await rewrite(text, 'x', 'b', longer)).toBe(expected);
    expect((await rewrite(text, 'x', 'b', () => '"')).length).toBeLessThan(text.length);
  });

  it.each([
    [RELION.join(''), 'particles', 'rlnNone', /data_particles has no column _rlnNone/],
    [RELION.join(''), 'none', 'rlnName', /data_none has no column _rlnName/],
    ['data_x\nloop_\n_a\n_b\n1 2\n3\n', 'x', 'b', /line 6: the row ends before _b/],
    ['data_x\nloop_\n_a\n_b\n1 "2\n', 'x', 'b', /line 5: the row ends before _b/],
  ])('refuses %j', async (text, block, label, message) => {
    await expect(rewrite(text, block, label, () => 'x')).rejects.toThrow(message);
  });

  it('leaves the target as it was when something is wrong', async () => {
    const folder = temporaryFolder();
    const [source, target] = [join(folder, 'in.star'), join(folder, 'out.star')];
    writeFileSync(source, RELION.join(''));
    writeFileSync(target, 'old');
    await expect(rewriteStarColumn(source, target, 'x', 'y', String)).rejects.toThrow(InputError);
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['in.star', 'out.star']);
  });
});

describeWithSharedData('rewriteStarColumn on real files', () => {
  it('gives the table that it should', async () => {
    const source = join(SHARED_DATA, 'formats/star/iospi_test.star');
    const target = join(temporaryFolder(), 'a.star');
    await rewriteStarColumn(source, target, 'particles', 'rlnMicrographName', (old) => `/out/${old}`);
    const [before, after] = [source, target].map((path) => readStar(path).blocks[1]?.loops[0]);
    expect(after?.labels).toEqual(before?.labels);
    for (const label of before?.labels ?? []) {
      const prefix = label === 'rlnMicrographName' ? '/out/' : '';
      expect([...(after?.column(label) ?? [])]).toEqual([...(before?.column(label) ?? [])].map((old) => prefix + old));
    }
  });
});
