import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Disk, realDisk } from './files.ts';
import { slowly } from './fixtures/slow-disk.ts';
import { type Holder, lockFolder, thisProcess } from './lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frugal-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** No process has this id: Linux gives none above 2²². */
const NOBODY = 2 ** 22 + 1;

/** Leaves a lock as a process does that can no longer remove it. */
async function leave(where: string, holder: Partial<Holder> | string, secondsAgo = 0) {
  const file = join(where, 'lock', 'left');
  await mkdir(join(where, 'lock'), { recursive: true });
  const text =
    typeof holder === 'string' ? holder : JSON.stringify({ ...(await thisProcess()), ...holder });
  await writeFile(file, text);
  const then = Date.now() / 1000 - secondsAgo;
  await utimes(file, then, then);
}

describe('lockFolder', () => {
  it('is held by one at a time, and free again once released', async () => {
    const lock = await lockFolder(folder, realDisk);
    await expect(lockFolder(folder, realDisk)).rejects.toThrow(
      `${folder} is in use by process ${process.pid}; wait for it, or remove ${join(folder, 'lock')} if that process is gone`,
    );
    expect(await readdir(folder)).toEqual(['lock']);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await lockFolder(folder, realDisk)).release();
  });

  it('is held by a living process of another user, which may not be signalled', async () => {
    // The process that runs this one: it lives, whoever it belongs to.
    await leave(folder, { pid: process.ppid, start: '' });
    const told = (code: string) => {
      vi.spyOn(process, 'kill').mockImplementation(() => {
        throw Object.assign(new Error(`kill ${code}`), { code });
      });
    };
    try {
      told('EPERM');
      await expect(lockFolder(folder, realDisk)).rejects.toThrow(/in use by process/);
      told('ESRCH');
      await (await lockFolder(folder, realDisk)).release();
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('takes nothing away from who took it over, when it is released late', async () => {
    const first = await lockFolder(folder, realDisk);
    await rm(join(folder, 'lock'), { recursive: true });
    const second = await lockFolder(folder, realDisk);
    await first.release();
    await expect(lockFolder(folder, realDisk)).rejects.toThrow(/in use/);
    await second.release();
  });

  it('has one winner among many who find a stale one, whatever they wait for', async () => {
    const disk = slowly(realDisk, 2);
    for (let round = 0; round < 200; round++) {
      const where = join(folder, `${round}`);
      await leave(where, { pid: NOBODY });
      const tries = await Promise.allSettled(
        Array.from({ length: 4 }, () => lockFolder(where, disk)),
      );
      const won = tries.flatMap((attempt) =>
        attempt.status === 'fulfilled' ? [attempt.value] : [],
      );
      expect(won).toHaveLength(1);
      for (const attempt of tries)
        if (attempt.status === 'rejected') expect(String(attempt.reason)).toMatch(/in use by/);
      expect(await readdir(where)).toEqual(['lock']);
      expect(await readdir(join(where, 'lock'))).toHaveLength(1);
      await won[0].release();
    }
  }, 120_000);

  it('has one winner among many processes', async () => {
    const take = fileURLToPath(new URL('./fixtures/take.ts', import.meta.url));
    const takers = Array.from({ length: 4 }, (_, i) => {
      const child = spawn(process.execPath, [take, String(3 * i)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      return { child, answers: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    try {
      for (let round = 0; round < 50; round++) {
        const where = join(folder, `${round}`);
        await leave(where, { pid: NOBODY });
        for (const { child } of takers) child.stdin.write(`${where}\n`);
        const heard = await Promise.all(takers.map(({ answers }) => answers.next()));
        const said = heard.map(({ value }) => String(value));
        expect(said.filter((text) => text === 'won')).toHaveLength(1);
        expect(said.filter((text) => /^lost .* is in use by process \d+;/.test(text))).toHaveLength(
          3,
        );
      }
    } finally {
      for (const { child } of takers) {
        child.kill('SIGKILL');
        await once(child, 'close');
      }
    }
    // Now that the winners are gone, everything is free.
    for (let round = 0; round < 50; round += 7)
      await (await lockFolder(join(folder, `${round}`), realDisk)).release();
  }, 120_000);

  it.each(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM', 'EACCES'])(
    'tries again where a rename that another one was faster at fails with %s',
    async (code) => {
      let failures = 2;
      const rename: Disk['rename'] = async (from, to) => {
        if (failures-- <= 0) return realDisk.rename(from, to);
        // As if the winner had swept up what others were preparing.
        await rm(String(from), { recursive: true });
        throw Object.assign(new Error(code), { code });
      };
      await (await lockFolder(folder, { ...realDisk, rename })).release();
      expect(failures).toBe(-1);
    },
  );

  it('says why it cannot be made', async () => {
    const rename = () => Promise.reject(Object.assign(new Error('no'), { code: 'EIO' }));
    await expect(lockFolder(folder, { ...realDisk, rename })).rejects.toThrow(
      /^cannot write .*lock: the device reports an error$/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not fooled by a process id that was given again', async () => {
    await leave(folder, { pid: process.pid });
    await (await lockFolder(folder, realDisk)).release();
    await leave(folder, { pid: process.ppid, start: '1' });
    await (await lockFolder(folder, realDisk)).release();
    const stat = await readFile(`/proc/${process.ppid}/stat`, 'utf8').catch(() => undefined);
    const start = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    await leave(folder, { pid: process.ppid, start });
    await expect(lockFolder(folder, realDisk)).rejects.toThrow(
      `in use by process ${process.ppid};`,
    );
  });

  it('holds a process that only waits to be reaped for gone', async () => {
    // The shell starts a child, becomes a program that never asks for it, and the child ends.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 1000']);
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(String(line).trim());
      for (let state = ''; state !== 'Z'; ) {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
        state = stat.slice(stat.lastIndexOf(')') + 2)[0];
      }
      await leave(folder, { pid, start: '' });
      const attempt = lockFolder(folder, realDisk);
      if (process.platform === 'linux') await (await attempt).release();
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it.each<[string, Partial<Holder>, RegExp]>([
    [
      'host',
      { host: 'elsewhere' },
      /process 4194305 on elsewhere, which gave a sign of life \d+ s ago/,
    ],
    ['start of the machine', { boot: 'earlier' }, /of another container or start of this machine/],
    [
      'process namespace',
      { namespace: 'pid:[1]' },
      /of another container or start of this machine/,
    ],
  ])(
    'waits for signs of life of a holder of another %s, whom it cannot ask',
    async (_, other, who) => {
      await leave(folder, { ...other, pid: NOBODY }, 200);
      await expect(lockFolder(folder, realDisk)).rejects.toThrow(who);
      await leave(folder, { ...other, pid: process.pid }, 400);
      await (await lockFolder(folder, realDisk)).release();
    },
  );

  it('treats a lock that cannot be read like one whose holder cannot be asked', async () => {
    for (const half of ['', '{"host": "her', '{"host": "here", "pid": "1"}']) {
      await leave(folder, half);
      await expect(lockFolder(folder, realDisk)).rejects.toThrow(
        `${folder} is in use, and its lock does not say by whom; wait for it, or remove ${join(folder, 'lock')} if`,
      );
      await leave(folder, half, 400);
      await (await lockFolder(folder, realDisk)).release();
    }
    await mkdir(join(folder, 'lock'));
    await (await lockFolder(folder, realDisk)).release();
    await writeFile(join(folder, 'lock'), 'as it was once');
    await expect(lockFolder(folder, realDisk)).rejects.toThrow(
      `${join(folder, 'lock')} is the lock of another version; remove it if no run is under way`,
    );
    expect(await readdir(folder)).toEqual(['lock']);
  });
});
