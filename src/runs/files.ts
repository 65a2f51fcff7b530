/**
 * Files that are whole or absent: written under a temporary name in the same folder, forced to the disk, renamed.
 *
 * Also the one place where the operating system's error codes become messages for people.
 */

import type { Dirent } from 'node:fs';
import * as promises from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FrugalError } from '../errors.ts';
import { makeFolders } from '../tasks/files.node.ts';

/** The file-system calls that the store uses; tests put failing ones in their place. */
export type Disk = Pick<
  typeof promises,
  'mkdir' | 'open' | 'readdir' | 'rename' | 'rm' | 'rmdir' | 'stat' | 'utimes'
>;

export const realDisk: Disk = promises;

/** Ends the name of a file that is being written. */
export const TEMPORARY = '.tmp';

/** One system call moves at most 2 GiB; smaller pieces also keep the event loop alive. */
const PIECE = 1 << 26;

/**
 * Writes a file atomically: readers see the old content or the new one, after a crash too.
 *
 * @throws FrugalError with one line for a full disk, missing rights and the like; nothing half-written stays behind
 */
export async function writeAtomically(
  path: string,
  content: string | readonly Uint8Array[],
  disk: Disk = realDisk,
): Promise<void> {
  const chunks = typeof content === 'string' ? [new TextEncoder().encode(content)] : content;
  const temporary = `${path}.${process.pid}${TEMPORARY}`;
  try {
    const file = await disk.open(temporary, 'w');
    try {
      for (const chunk of chunks) {
        for (let at = 0; at < chunk.length; ) {
          const { bytesWritten } = await file.write(chunk, at, Math.min(PIECE, chunk.length - at));
          at += bytesWritten;
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(temporary, path);
    await syncFolder(dirname(path), disk);
  } catch (error) {
    await disk.rm(temporary, { force: true }).catch(() => {});
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    throw diskError(error, 'write', path, bytes);
  }
}

/** The whole file, of any size; `undefined` when there is none. */
export async function readWhole(
  path: string,
  disk: Disk = realDisk,
): Promise<Uint8Array | undefined> {
  try {
    const file = await disk.open(path, 'r');
    try {
      const info = await file.stat();
      // A pipe has no size and ends when its writer says so.
      if (!info.isFile()) return await file.readFile();
      const bytes = new Uint8Array(info.size);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, at, Math.min(PIECE, bytes.length - at), at);
        if (bytesRead === 0) throw new FrugalError(`${path} became shorter while it was read`);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw diskError(error, 'read', path);
  }
}

/** The file as text; `undefined` when there is none. */
export async function readText(path: string, disk: Disk = realDisk): Promise<string | undefined> {
  const bytes = await readWhole(path, disk);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/**
 * What is in a folder; `undefined` when there is no such folder.
 *
 * @param verb what the folder is wanted for, in messages
 */
export async function readFolder(
  path: string,
  disk: Disk = realDisk,
  verb = 'read',
): Promise<Dirent[] | undefined> {
  try {
    return await disk.readdir(path, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw diskError(error, verb, path);
  }
}

/** Makes a folder and those above it. */
export async function makeFolder(path: string, disk: Disk = realDisk): Promise<void> {
  try {
    await makeFolders(path, disk);
  } catch (error) {
    throw diskError(error, 'create', path);
  }
}

/** Removes a file, or a folder with all that is in it; nothing happens where there is none. */
export async function removeFile(
  folder: string,
  name: string,
  disk: Disk = realDisk,
): Promise<void> {
  const path = join(folder, name);
  try {
    await disk.rm(path, { force: true, recursive: true });
  } catch (error) {
    throw diskError(error, 'remove', path);
  }
}

/**
 * The message for a failed call of the operating system; errors of ours pass unchanged. What to do about it is added
 * where something was to be written: what is to be read was named by the user.
 */
export function diskError(error: unknown, verb: string, path: string, bytes?: number): unknown {
  if (error instanceof FrugalError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const [known, remedy] = REASONS[code] ?? [code];
  const reason = verb === 'read' && code === 'ENOENT' ? 'it does not exist' : known;
  const size = bytes === undefined ? '' : ` (${byteText(bytes)})`;
  const advice = verb === 'read' || remedy === undefined ? '' : `; ${remedy}`;
  return new FrugalError(`cannot ${verb} ${path}${size}: ${reason}${advice}`, { cause: error });
}

const ROOM = 'make room and give the same command again to go on';
const ELSEWHERE = 'choose another folder with --out';

const REASONS: Readonly<Record<string, readonly [reason: string, remedy?: string] | undefined>> = {
  ENOSPC: ['the disk is full', ROOM],
  EDQUOT: ['your disk quota is used up', ROOM],
  EFBIG: ['the file would pass the allowed size', ROOM],
  EACCES: ['permission denied', ELSEWHERE],
  EPERM: ['permission denied', ELSEWHERE],
  EROFS: ['the file system is read-only', ELSEWHERE],
  ENOENT: ['nothing can be made there', ELSEWHERE],
  ENOTDIR: ['part of the path is a file, not a folder', ELSEWHERE],
  EEXIST: ['a file of that name is in the way', ELSEWHERE],
  EISDIR: ['it is a folder, not a file'],
  ENAMETOOLONG: ['the name is too long', ELSEWHERE],
  EMFILE: ['too many files are open'],
  EIO: ['the device reports an error'],
};

/** Whether something failed because nothing may be written there. */
export function isReadOnly(error: unknown): boolean {
  const code = codeOf(error instanceof FrugalError ? error.cause : error);
  return code === 'EROFS' || code === 'EACCES' || code === 'EPERM';
}

export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function byteText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Makes a rename durable. Not every platform can open a folder; there the file system's own order has to do. */
async function syncFolder(path: string, disk: Disk): Promise<void> {
  try {
    const folder = await disk.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The file itself is safe on disk already.
  }
}
