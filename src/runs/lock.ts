/**
 * One process at a time in a run's folder.
 *
 * The lock is a file with the holder's host, process id and start. A lock whose process is gone (kill -9, power cut)
 * is taken over; one of another host is respected, because nobody can ask that host from here.
 */

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { FrugalError } from '../errors.ts';
import { codeOf, type Disk, diskError, readText, removeFile, writeAtomically } from './files.ts';

export const LOCK_FILE = 'lock';

/** How long a process that takes over waits to see whether another did so in the same moment. */
const TAKEOVER_MS = 50;
/** How long an unreadable lock may be one that is just being written. */
const WRITING_MS = 200;

export interface Lock {
  readonly release: () => Promise<void>;
}

const Holder = z.object({ host: z.string(), pid: z.int(), start: z.string(), token: z.string() });
type Holder = z.infer<typeof Holder>;

/** Tokens of this process's locks: its own process id in an older lock does not make that lock alive. */
const held = new Set<string>();

/**
 * Takes the lock of a folder.
 *
 * @throws FrugalError naming the holder, and the file to remove should the holder be gone
 */
export async function lockFolder(folder: string, disk: Disk): Promise<Lock> {
  const path = join(folder, LOCK_FILE);
  const me: Holder = {
    host: hostname(),
    pid: process.pid,
    start: (await processStart(process.pid)) ?? '',
    token: randomUUID(),
  };
  held.add(me.token);
  try {
    if (!(await create(folder, path, me, disk))) {
      const holder = await readHolder(path, disk);
      if (holder !== undefined && (await isAlive(holder))) throw inUse(folder, path, holder);
      await takeOver(folder, path, me, disk);
    }
  } catch (error) {
    held.delete(me.token);
    throw error;
  }
  return {
    release: async () => {
      held.delete(me.token);
      const holder = await readHolder(path, disk).catch(() => undefined);
      if (holder?.token === me.token) await removeFile(folder, LOCK_FILE, disk);
    },
  };
}

/** False when there is a lock already. */
async function create(folder: string, path: string, me: Holder, disk: Disk): Promise<boolean> {
  try {
    const file = await disk.open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(me));
    } catch (error) {
      await removeFile(folder, LOCK_FILE, disk).catch(() => {});
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw diskError(error, 'write', path);
  }
}

/** Two processes may do this at once: the last rename wins, and the other one sees a token that is not its own. */
async function takeOver(folder: string, path: string, me: Holder, disk: Disk): Promise<void> {
  await writeAtomically(path, JSON.stringify(me), disk);
  await sleep(TAKEOVER_MS);
  const holder = await readHolder(path, disk);
  if (holder !== undefined && holder.token !== me.token) throw inUse(folder, path, holder);
}

async function readHolder(path: string, disk: Disk): Promise<Holder | undefined> {
  for (const wait of [WRITING_MS, 0]) {
    const text = await readText(path, disk);
    if (text === undefined) return undefined;
    const holder = Holder.safeParse(parseOrNull(text));
    if (holder.success) return holder.data;
    await sleep(wait);
  }
  return undefined;
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  if (holder.pid === process.pid) return held.has(holder.token);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    if (codeOf(error) !== 'EPERM') return false;
  }
  const start = await processStart(holder.pid);
  return start === undefined || holder.start === '' || start === holder.start;
}

/**
 * When a process started, in ticks since boot, so that a reused process id is not taken for its former owner.
 * `undefined` where the system does not tell (outside Linux); `dead` for a process that only waits to be reaped.
 */
async function processStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The second field, the program's name in brackets, may hold anything; state is field 3, start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? 'dead' : fields[19];
}

function inUse(folder: string, path: string, holder: Holder): FrugalError {
  const who =
    holder.host === hostname()
      ? `process ${holder.pid}`
      : `process ${holder.pid} on ${holder.host}`;
  return new FrugalError(
    `${folder} is in use by ${who}; wait for it, or remove ${path} if that process is gone`,
  );
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
