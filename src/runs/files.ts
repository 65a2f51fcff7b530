/**
 * Files that are whole or absent: written under a temporary name in the same folder, forced to the disk, renamed.
 *
 * Also the one place where the operating system's error codes become messages for people.
 */

import type { Dirent } from 'node:fs';
import * as promises from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FrugalError } from '../errors.ts';
import { joined } from '../formats/zip.ts';
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

/** Pieces of fewer bytes are put together, to no more than so many. */
const SMALL = 1 << 16;
const TOGETHER = 1 << 20;

/** A file that is to be written. */
export interface NewFile {
  readonly path: string;
  readonly content: string | readonly Uint8Array[];
}

/**
 * Writes a file atomically: readers see the old content or the new one, after a crash too.
 *
 * @throws FrugalError with one line for a full disk, missing rights and the like; nothing half-written stays behind
 */
export const writeAtomically = (
  path: string,
  content: NewFile['content'],
  disk: Disk = realDisk,
): Promise<void> => writeTogether([{ path, content }], undefined, disk);

/**
 * Writes files of one folder, each atomically. All contents are forced to the disk at once, which takes a disk no longer than
 * one of them, and before any of them takes its name; names are taken in the order in which the files are given.
 *
 * @param mark a file that says that the others are there: it takes its name when theirs are safe on disk
 * @param names `later`: whether the names outlive a power cut is of no matter before others of the folder are written
 * @throws FrugalError as `writeAtomically`; those before the one that failed are written
 */
export async function writeTogether(
  files: readonly NewFile[],
  mark: NewFile | undefined,
  disk: Disk = realDisk,
  names: 'safe' | 'later' = 'safe',
): Promise<void> {
  const all = mark === undefined ? files : [...files, mark];
  const temporary = ({ path }: NewFile): string => `${path}.${process.pid}${TEMPORARY}`;
  const named = async (file: NewFile): Promise<void> => {
    await disk.rename(temporary(file), file.path).catch((error: unknown) => {
      throw writeError(error, file);
    });
  };
  try {
    // Each to its end, so that nothing is still being written when what failed is cleared away.
    const written = await Promise.allSettled(all.map((file) => force(temporary(file), file, disk)));
    const failed = written.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    for (const file of files) await named(file);
    if (files.length > 0 && names === 'safe') await syncFolder(dirname(files[0].path), disk);
    if (mark === undefined) return;
    await named(mark);
    await syncFolder(dirname(mark.path), disk);
  } catch (error) {
    for (const file of all) await disk.rm(temporary(file), { force: true }).catch(() => {});
    throw error;
  }
}

/** Writes a content under another name, and forces it to the disk. */
async function force(temporary: string, wanted: NewFile, disk: Disk): Promise<void> {
  try {
    const file = await disk.open(temporary, 'w');
    try {
      for (const chunk of gathered(chunksOf(wanted))) {
        for (let at = 0; at < chunk.length; ) {
          const { bytesWritten } = await file.write(chunk, at, Math.min(PIECE, chunk.length - at));
          at += bytesWritten;
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw writeError(error, wanted);
  }
}

const chunksOf = ({ content }: NewFile): readonly Uint8Array[] =>
  typeof content === 'string' ? [new TextEncoder().encode(content)] : content;

/** Small pieces in a row as one: an archive is made of hundreds, and a call of the system for each takes longer than the copy. */
function* gathered(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let few: Uint8Array[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    if (few.length > 0 && (chunk.length >= SMALL || bytes + chunk.length > TOGETHER)) {
      yield joined(few);
      few = [];
      bytes = 0;
    }
    if (chunk.length >= SMALL) yield chunk;
    else {
      few.push(chunk);
      bytes += chunk.length;
    }
  }
  if (few.length > 0) yield joined(few);
}

const writeError = (error: unknown, file: NewFile): unknown =>
  diskError(
    error,
    'write',
    file.path,
    chunksOf(file).reduce((sum, chunk) => sum + chunk.length, 0),
  );

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
