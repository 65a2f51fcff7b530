/**
 * The data folder of this machine: where it is, which files of the catalogue lie in it, and reading them with their
 * checksums verified. Node only. Filling it is fetch.node.ts.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { FrugalError } from '../errors.ts';
import { gunzip, isGzip } from '../formats/gzip.ts';
import { type DataFile, type DatasetFacts, dataset, rawPath } from './catalogue.ts';
import { type Dataset, decodeFile, type Part } from './decode.ts';

/**
 * The folder that holds the data: `FRUGAL_DATA`, else `frugal/data` in the user's cache (`XDG_CACHE_HOME`, else
 * `~/.cache`). Nobody has to make it: fetching does.
 */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { FRUGAL_DATA: chosen, XDG_CACHE_HOME: cache } = environment;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  // A relative XDG path is invalid and to be ignored (XDG Base Directory Specification).
  const base = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache');
  return join(base, 'frugal', 'data');
}

/** SHA-256 in lower-case hexadecimal digits. */
export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The `code` of a failed system call, `''` for any other error. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/**
 * Makes a folder and those above it. By hand, because the recursive mkdir of Node never returns where the system answers
 * that the parent is absent although it is there (as in /proc).
 *
 * @param disk the calls to use; tests put failing ones in their place
 * @throws the error of the system call
 */
export async function makeFolders(
  path: string,
  disk: { readonly mkdir: typeof mkdir; readonly stat: typeof stat } = { mkdir, stat },
  mayMakeParent = true,
): Promise<void> {
  try {
    await disk.mkdir(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && (await disk.stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || !mayMakeParent || parent === path) throw error;
    await makeFolders(parent, disk);
    await makeFolders(path, disk, false);
  }
}

export interface FileState {
  readonly file: DataFile;
  readonly state: 'present' | 'missing' | 'damaged';
  /** Where it was found, or would lie. */
  readonly path: string;
  /** What is wrong with a damaged file: found and expected. */
  readonly fault?: string;
}

/** What to do about a file that is not there, or not right. */
const remedy = (facts: DatasetFacts, file: DataFile, folder: string): string =>
  `run "frugal data fetch ${facts.id}", put the file at ${join(folder, file.path)}, or set FRUGAL_DATA to a folder that has it`;

/** Bytes of the file as stored or decompressed, whichever lies in the folder, and its path. */
async function find(
  file: DataFile,
  folder: string,
): Promise<{ path: string; bytes: Uint8Array } | undefined> {
  for (const name of new Set([file.path, rawPath(file)])) {
    const path = join(folder, name);
    try {
      return { path, bytes: await readFile(path) };
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') continue;
      throw new FrugalError(
        `cannot read ${path}: ${error instanceof Error ? error.message : code}`,
      );
    }
  }
  return undefined;
}

/**
 * Why these bytes are not the file, or `undefined` when they are. A copy that was decompressed, or compressed again by
 * another program, is the same file.
 */
async function faultOf(file: DataFile, bytes: Uint8Array): Promise<string | undefined> {
  const found = sha256Of(bytes);
  if (found === file.sha256 || found === file.raw?.sha256) return undefined;
  if (file.raw !== undefined && isGzip(bytes)) {
    try {
      const raw = await gunzip(bytes, { maxBytes: file.raw.bytes });
      if (sha256Of(raw) === file.raw.sha256) return undefined;
    } catch {
      // Broken gzip is a wrong checksum, and that is what is reported.
    }
  }
  return `${bytes.length} bytes with SHA-256 ${found}, expected ${file.bytes} bytes with ${file.sha256}`;
}

/** The state of one file: its checksum is computed, which takes about two milliseconds a megabyte. */
export async function verifyFile(
  file: DataFile,
  folder: string = dataFolder(),
): Promise<FileState> {
  const found = await find(file, folder);
  if (found === undefined) return { file, state: 'missing', path: join(folder, file.path) };
  const fault = await faultOf(file, found.bytes);
  return { file, state: fault === undefined ? 'present' : 'damaged', path: found.path, fault };
}

/** The state of one file by its size alone: fast, and blind to changed bytes. */
export async function glanceAtFile(
  file: DataFile,
  folder: string = dataFolder(),
): Promise<FileState> {
  const sizes = new Map([
    [rawPath(file), file.raw?.bytes],
    [file.path, file.bytes],
  ]);
  for (const name of [file.path, rawPath(file)]) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) continue;
    const expected = sizes.get(name);
    if (info.isFile() && info.size === expected) return { file, state: 'present', path };
    // Compressed again by another program? Only its checksum tells.
    if (info.isFile()) return verifyFile(file, folder);
    return { file, state: 'damaged', path, fault: 'not a file' };
  }
  return { file, state: 'missing', path: join(folder, file.path) };
}

/**
 * Reads one file of a data set and verifies its checksum.
 *
 * @returns the bytes, compressed or not as they lie there
 * @throws FrugalError when it is missing, unreadable or damaged: which file, where it was looked for, and what to do
 */
export async function readDataFile(
  facts: DatasetFacts,
  file: DataFile,
  folder: string = dataFolder(),
): Promise<Uint8Array> {
  const found = await find(file, folder);
  if (found === undefined) {
    throw new FrugalError(`no ${file.path} in ${folder}; ${remedy(facts, file, folder)}`);
  }
  const fault = await faultOf(file, found.bytes);
  if (fault !== undefined) {
    throw new FrugalError(
      `damaged file ${found.path}: ${fault}; delete it, then ${remedy(facts, file, folder)}`,
    );
  }
  return found.bytes;
}

export interface LoadOptions {
  /** Default: `dataFolder()`. */
  readonly folder?: string;
  /** Only these parts; default all. */
  readonly roles?: readonly DataFile['role'][];
}

/**
 * Loads a data set of the catalogue.
 *
 * @throws UsageError for an unknown name
 * @throws FrugalError for a file that is missing, unreadable, damaged, or not of the shape that the catalogue states
 */
export async function loadDataset(id: string, options: LoadOptions = {}): Promise<Dataset> {
  const facts = await dataset(id);
  const { folder = dataFolder(), roles } = options;
  const parts: { [role in DataFile['role']]?: Part } = {};
  const files = facts.files.filter((file) => roles === undefined || roles.includes(file.role));
  const decoded = await Promise.all(
    files.map(async (file) => decodeFile(facts, file, await readDataFile(facts, file, folder))),
  );
  for (const [i, file] of files.entries())
    parts[file.role] = { ...parts[file.role], ...decoded[i] };
  return { facts, ...parts };
}
