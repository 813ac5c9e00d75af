import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/base/atomic-file.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

describe('makeFolder', () => {
  it('makes a folder and its parents, and is content with one that is there', () => {
    const folder = join(temporaryFolder(), 'a/b/c');
    makeFolder(folder, { mode: 0o700 });
    makeFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('fails where a file is in the way', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow('EEXIST');
    expect(() => makeFolder(join(file, 'folder'))).toThrow('ENOTDIR');
  });

  it.skipIf(!existsSync('/proc/self'))('fails, and returns, where the system makes no folders', () => {
    expect(() => makeFolder('/proc/no-such-folder/inside')).toThrow('ENOENT');
  });
});
