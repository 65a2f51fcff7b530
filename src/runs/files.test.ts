import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, readText, realDisk, writeAtomically, writeTogether } from './files.ts';

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

  it('gathers small pieces, and leaves large ones as they are', async () => {
    const { disk, calls } = told();
    const pieces = [1, 2, 3, 1 << 20, 5, 1 << 19, 1 << 19, 7].map((n) => new Uint8Array(n).fill(n));
    await writeAtomically(join(folder, 'a'), pieces, disk);
    expect(calls.filter((call) => call === 'write')).toHaveLength(6);
    expect(await readFile(join(folder, 'a'))).toEqual(Buffer.concat(pieces));
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

describe('writeTogether', () => {
  it('forces all contents before any name, names in their order, and the mark when they are safe', async () => {
    const { disk, calls } = told();
    const file = (name: string) => ({ path: join(folder, name), content: name });
    const names: string[] = [];
    const rename: Disk['rename'] = async (from, to) => {
      names.push(String(to));
      await disk.rename(from, to);
    };
    await writeTogether([file('b'), file('a')], file('mark'), { ...disk, rename });
    expect(names).toEqual(['b', 'a', 'mark'].map((name) => join(folder, name)));
    const place = (call: string, from = 0) => calls.indexOf(call, from);
    expect(calls.lastIndexOf('sync')).toBeLessThan(place('rename'));
    const safe = place('sync folder');
    expect(calls.slice(place('rename'), safe).filter((call) => call === 'rename')).toHaveLength(2);
    expect(calls.slice(safe).filter((call) => /rename|sync/.test(call))).toEqual([
      ...['sync folder', 'rename', 'sync folder'],
    ]);
    expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'mark']);
  });

  it('writes no mark and leaves nothing half-written where a file cannot be', async () => {
    for (let failing = 0; failing < 3; failing++) {
      let opened = 0;
      const open: Disk['open'] = (path, flags, mode) =>
        opened++ === failing
          ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC' }))
          : realDisk.open(path, flags, mode);
      const file = (name: string) => ({ path: join(folder, name), content: 'new' });
      await expect(
        writeTogether([file('a'), file('b')], file('mark'), { ...realDisk, open }),
      ).rejects.toThrow(/^cannot write .*(a|b|mark) \(3 bytes\): the disk is full/);
      expect(await readdir(folder)).toEqual([]);
    }
  });
});
