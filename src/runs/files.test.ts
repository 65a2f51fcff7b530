import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, readText, realDisk, writeAtomically } from './files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A disk that tells what is asked of it, in order: `open`, `write`, … of files, `open folder`, … of folders. */
function told(): { disk: Disk; calls: string[] } {
  const calls: string[] = [];
  const disk: Disk = {
    ...realDisk,
    open: async (path, flags, mode) => {
      const what = path === folder ? ' folder' : '';
      calls.push(`open${what}`);
      const file = await realDisk.open(path, flags, mode);
      return new Proxy(file, {
        get(target, key) {
          const member: unknown = Reflect.get(target, key);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => {
            calls.push(`${String(key)}${what}`);
            return Reflect.apply(member, target, given) as unknown;
          };
        },
      });
    },
    rename: async (from, to) => {
      calls.push('rename');
      await realDisk.rename(from, to);
    },
  };
  return { disk, calls };
}

describe('writeAtomically', () => {
  it('forces the content to the disk before the file takes its name, and then the name', async () => {
    const { disk, calls } = told();
    await writeAtomically(join(folder, 'a'), 'content', disk);
    expect(calls).toEqual([
      ...['open', 'write', 'sync', 'close', 'rename'],
      ...['open folder', 'sync folder', 'close folder'],
    ]);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('content');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('writes pieces one after the other, however much the system takes at once', async () => {
    const disk: Disk = {
      ...realDisk,
      open: async (path, flags, mode) => {
        const file = await realDisk.open(path, flags, mode);
        return new Proxy(file, {
          get(target, key) {
            if (key === 'write')
              return (bytes: Uint8Array, at: number, length: number) =>
                target.write(bytes, at, Math.min(3, length));
            const member: unknown = Reflect.get(target, key);
            return typeof member === 'function' ? member.bind(target) : member;
          },
        });
      },
    };
    const pieces = ['0123456', '', 'abc', 'x'].map((text) => new TextEncoder().encode(text));
    await writeAtomically(join(folder, 'a'), pieces, disk);
    expect(await readText(join(folder, 'a'))).toBe('0123456abcx');
  });

  it('leaves the old content when the new cannot be written', async () => {
    await writeFile(join(folder, 'a'), 'old');
    const rename = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC' }));
    await expect(
      writeAtomically(join(folder, 'a'), 'new', { ...realDisk, rename }),
    ).rejects.toThrow(/^cannot write .*a \(3 bytes\): the disk is full; make room/);
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readText(join(folder, 'a'))).toBe('old');
    expect(await readText(join(folder, 'b'))).toBeUndefined();
  });
});
