/**
 * One process at a time in a run's folder.
 *
 * The lock is a folder with one file in it, named after its holder. Whoever wants it makes such a folder under a name of
 * its own and renames it to `lock`, which the file system allows only while there is no `lock` with a file in it: one of
 * many wins. A holder that is gone (kill -9, power cut) loses its file, by its name, and then all try again; whoever comes
 * late to that finds another name there and takes nothing away from anybody.
 *
 * Whether a holder is gone is asked of the system that it runs on. Where that cannot be asked from here (another machine,
 * another process namespace such as a container's), the holder counts as alive while it gives signs of life.
 */

import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { codeOf, type Disk, diskError, readFolder, readText, TEMPORARY } from './files.ts';

export const LOCK_FILE = 'lock';

/** How often a holder shows that it lives: the lock's time of change is set anew. */
const BEAT_MS = 15_000;
/**
 * A holder that cannot be asked is gone after so long without a sign of life. A run gives its timers a turn several times
 * a second, a single long call of a solver none: minutes, not seconds.
 */
const SILENCE_MS = 300_000;
/** Each turn of the loop either ends or finds a lock that was not there before: more are not needed by any crowd. */
const MOST_TRIES = 1000;

/** A folder that another process works in. */
export class InUse extends FrugalError {}

export interface Lock {
  readonly release: () => Promise<void>;
}

const Holder = z.object({
  host: z.string(),
  /** Changes with every start of the machine; empty where the system does not tell. */
  boot: z.string(),
  /** The process namespace, within which a process id means something; empty where there is only one. */
  namespace: z.string(),
  pid: z.int(),
  /** When the process started, so that a reused process id is not taken for its former owner; empty where not told. */
  start: z.string(),
});
export type Holder = z.infer<typeof Holder>;

/** What lies in the lock: its name, and who that is where the file can be read. */
interface Found {
  readonly token: string;
  readonly holder: Holder | undefined;
  /** Milliseconds since the last sign of life, by the clock of the file system. */
  readonly silence: number;
}

const DEAD = 'dead';

/** Tokens of this process's locks: its own process id in an older lock does not make that lock alive. */
const held = new Set<string>();

let asked: Promise<Holder> | undefined;

/** This process, as it is written into a lock; asked of the system once. */
export const thisProcess = (): Promise<Holder> => {
  asked ??= askSystem();
  return asked;
};

async function askSystem(): Promise<Holder> {
  const text = (read: Promise<string>) => read.then((found) => found.trim()).catch(() => '');
  return {
    host: hostname(),
    boot: await text(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    namespace: await text(readlink('/proc/self/ns/pid')),
    pid: process.pid,
    start: (await processStart(process.pid)) ?? '',
  };
}

/**
 * Takes the lock of a folder.
 *
 * @throws FrugalError naming the holder, and what to remove should the holder be gone
 */
export async function lockFolder(folder: string, disk: Disk): Promise<Lock> {
  const path = join(folder, LOCK_FILE);
  const me = await thisProcess();
  const token = randomUUID();
  const mine = `${path}.${token}${TEMPORARY}`;
  held.add(token);
  try {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const now = await prepare(mine, token, me, disk);
      if (await claim(mine, path, disk)) return holding(path, token, disk);
      const found = await look(path, now, disk);
      if (found !== undefined && (await isAlive(found, me))) throw inUse(folder, path, found, me);
      await clear(path, found?.token, disk);
    }
    throw new FrugalError(`${path} changes hands without end; wait, and give the command again`);
  } catch (error) {
    held.delete(token);
    await disk.rm(mine, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

function holding(path: string, token: string, disk: Disk): Lock {
  const file = join(path, token);
  const beat = setInterval(() => {
    const now = new Date();
    disk.utimes(file, now, now).catch(() => {});
  }, BEAT_MS);
  beat.unref();
  return {
    release: async () => {
      clearInterval(beat);
      held.delete(token);
      await clear(path, token, disk);
    },
  };
}

/** Makes the folder that is to become the lock, if it is not there; gives the time of the file system. */
async function prepare(mine: string, token: string, me: Holder, disk: Disk): Promise<number> {
  const path = join(mine, token);
  try {
    await disk.mkdir(mine, { recursive: true });
    const file = await disk.open(path, 'w');
    try {
      await file.writeFile(JSON.stringify(me));
      await file.sync();
      return (await file.stat()).mtimeMs;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw diskError(error, 'write', path);
  }
}

/** Renames `mine` to `path`; false when somebody's lock is there, or `mine` was swept away by who has just got it. */
async function claim(mine: string, path: string, disk: Disk): Promise<boolean> {
  try {
    await disk.rename(mine, path);
    return true;
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'ENOTDIR')
      throw new FrugalError(
        `${path} is the lock of another version; remove it if no run is under way`,
      );
    // Windows tells of a folder that is in the way by EPERM or EACCES.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM', 'EACCES'].includes(code))
      throw diskError(error, 'write', path);
    return false;
  }
}

/** Who has the lock; `undefined` when nobody has. */
async function look(path: string, now: number, disk: Disk): Promise<Found | undefined> {
  const [entry] = (await readFolder(path, disk)) ?? [];
  if (entry === undefined) return undefined;
  const file = join(path, entry.name);
  try {
    const text = await readText(file, disk);
    if (text === undefined) return undefined;
    const { mtimeMs } = await disk.stat(file);
    const holder = Holder.safeParse(parseOrNull(text)).data;
    return { token: entry.name, holder, silence: now - mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw diskError(error, 'read', file);
  }
}

/** Takes the file of one holder out of the lock, and the lock away if nothing else is in it. */
async function clear(path: string, token: string | undefined, disk: Disk): Promise<void> {
  if (token !== undefined)
    await disk.rm(join(path, token), { force: true }).catch((error: unknown) => {
      throw diskError(error, 'remove', join(path, token));
    });
  // It may be gone already, or somebody's by now: both are as it should be.
  await disk.rmdir(path).catch(() => {});
}

async function isAlive({ token, holder, silence }: Found, me: Holder): Promise<boolean> {
  if (holder === undefined || !canAsk(holder, me)) return silence < SILENCE_MS;
  if (holder.pid === me.pid) return held.has(token);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const start = await processStart(holder.pid);
  if (start === DEAD) return false;
  return start === undefined || holder.start === '' || start === holder.start;
}

/** Whether a process id of the holder's means the same process here. */
function canAsk(holder: Holder, me: Holder): boolean {
  return holder.host === me.host && holder.boot === me.boot && holder.namespace === me.namespace;
}

/**
 * When a process started, in ticks since boot; `undefined` where the system does not tell (outside Linux), `DEAD` for a
 * process that only waits to be reaped.
 */
async function processStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field, the program's name in brackets, may hold anything; state is field 3, start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? DEAD : fields[19];
}

/** Whether a process works in a folder, as far as can be told without taking its lock. */
export async function isInUse(folder: string, disk: Disk): Promise<boolean> {
  const found = await look(join(folder, LOCK_FILE), Date.now(), disk);
  return found !== undefined && isAlive(found, await thisProcess());
}

function inUse(folder: string, path: string, found: Found, me: Holder): InUse {
  const { holder, silence } = found;
  const wait = `wait for it, or remove ${path} if that process is gone`;
  if (holder === undefined)
    return new InUse(`${folder} is in use, and its lock does not say by whom; ${wait}`);
  const who = `process ${holder.pid}`;
  if (canAsk(holder, me)) return new InUse(`${folder} is in use by ${who}; ${wait}`);
  const where =
    holder.host === me.host ? 'of another container or start of this machine' : `on ${holder.host}`;
  const seconds = Math.max(0, Math.round(silence / 1000));
  return new InUse(
    `${folder} is in use by ${who} ${where}, which gave a sign of life ${seconds} s ago (after ${SILENCE_MS / 1000} s it counts as gone); ${wait}`,
  );
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
