/**
 * Fetching the files of a data set: resumable, verified, and whole or not at all. Node only.
 *
 * A download goes to `name.part`; what an interrupted one left there is continued. Only bytes with the right SHA-256 get
 * their final name. Progress is reported to the caller, nothing is printed.
 */

import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { dirname, join } from 'node:path';
import { FrugalError, UsageError } from '../errors.ts';
import { addressesOf, type DataFile, type DatasetFacts, dataset, rawPath } from './catalogue.ts';
import { conversions } from './convert/index.ts';
import { convertDataset } from './convert.node.ts';
import { dataFolder, errorCode, makeFolders, sha256Of, verifyFile } from './files.node.ts';

export interface FetchProgress {
  /** Path of the file below the data folder. */
  readonly file: string;
  readonly url: string;
  /** Bytes in hand, and of the whole file. */
  readonly received: number;
  readonly total: number;
}

export interface FetchOptions {
  /** Where to put the files; default `dataFolder()`. */
  readonly folder?: string;
  /** An http(s) address that holds the catalogue's paths, tried before the catalogue's own. */
  readonly from?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Gives up on a server that sends nothing for so long; default 30,000 ms. */
  readonly idleTimeout?: number;
  /** Pause before a dropped connection is taken up again, longer after each vain attempt; default 1,000 ms. */
  readonly retryDelay?: number;
}

export interface FetchedFile {
  readonly file: DataFile;
  /** `made`: its originals were fetched and converted; `present`: it was there already. */
  readonly state: 'fetched' | 'made' | 'present';
  readonly path: string;
  readonly url?: string;
}

/** What a download has to come to. */
type Fetchable = Pick<DataFile, 'path' | 'bytes' | 'sha256' | 'raw'>;

interface Target {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The disk or the folder fails: another server would not help. */
class StorageError extends FrugalError {}

/** Publishers' addresses redirect once or twice; more is a circle. */
const MOST_REDIRECTS = 5;
/** Drops of one connection in a row, without a single new byte, before the next address is tried. */
const MOST_DROPS = 3;
/** Drops in all: a line that breaks every few bytes ends too. */
const MOST_ATTEMPTS = 50;

const STORAGE_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'a folder on the way is not there and cannot be made',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file is in the place of a folder',
  EISDIR: 'a folder is in the place of a file',
};

/** Runs a file operation; its failure becomes a message for the person. */
async function stored<T>(target: Target, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = errorCode(error);
    const reason = STORAGE_REASONS[code] ?? (error instanceof Error ? error.message : code);
    throw new StorageError(
      `cannot write ${target.path}: ${reason}; ${target.bytes} bytes are needed: make room, or set FRUGAL_DATA to a folder that can be written`,
    );
  }
}

/** The innermost reason of a failed request: `fetch failed` alone helps nobody. */
function networkReason(error: unknown): string {
  let current: unknown = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (!(current instanceof Error)) return String(current);
  return current.message !== '' ? current.message : errorCode(current) || current.name;
}

const sizeOf = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.size ?? 0;

/**
 * The answer to a GET, after redirections.
 *
 * Not the global `fetch`: it undoes compression behind one's back, and a server that closes its connection while a slow
 * disk holds the stream back makes it fail an internal assertion that nothing can catch (undici in Node 24).
 */
async function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let address = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const get = new URL(address).protocol === 'https:' ? getHttps : getHttp;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(address, { headers, signal }, resolve).on('error', reject);
    });
    const { location } = response.headers;
    const status = response.statusCode ?? 0;
    if (status < 300 || status > 308 || location === undefined) return response;
    response.resume();
    if (!URL.canParse(location, address)) throw new FrugalError(`redirected to "${location}"`);
    address = new URL(location, address).href;
    if (!/^https?:/.test(address)) throw new FrugalError(`redirected to ${address}`);
  }
  throw new FrugalError(`more than ${MOST_REDIRECTS} redirections`);
}

/**
 * One request: continues the part file where the server allows it, else starts it anew. Returns when the server has sent
 * all that it wanted to.
 *
 * @throws FrugalError where this address cannot help; any other error is a dropped connection, worth another attempt
 */
async function transfer(
  url: string,
  target: Target,
  label: string,
  options: FetchOptions,
): Promise<void> {
  const { idleTimeout = 30_000, onProgress } = options;
  const part = `${target.path}.part`;
  const have = await sizeOf(part);
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(), idleTimeout);
  let response: IncomingMessage | undefined;
  let handle: FileHandle | undefined;
  try {
    // A server that compresses what is compressed already would make ranges and sizes meaningless.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have > 0) headers.range = `bytes=${have}-`;
    response = await request(url, headers, idle.signal).catch((error: unknown) => {
      throw new FrugalError(networkReason(error));
    });
    const { statusCode: status = 0, statusMessage = '' } = response;
    const resumes =
      status === 206 && response.headers['content-range']?.startsWith(`bytes ${have}-`) === true;
    if (status === 416 || (status === 206 && !resumes)) {
      // What we have is not the beginning of what is offered there. The next request starts anew.
      await rm(part, { force: true });
      throw new Error(`the server does not continue at byte ${have}`);
    }
    if (status !== 206 && status !== 200) {
      throw new FrugalError(`HTTP ${status} ${statusMessage}`.trim());
    }
    let received = resumes ? have : 0;
    handle = await stored(target, () => open(part, resumes ? 'a' : 'w'));
    const file = handle;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      timer.refresh();
      received += chunk.length;
      if (received > target.bytes) {
        await rm(part, { force: true });
        throw new FrugalError(`the server sends more than the ${target.bytes} bytes expected`);
      }
      await stored(target, () => file.writeFile(chunk));
      onProgress?.({ file: label, url, received, total: target.bytes });
    }
    await stored(target, () => file.sync());
  } catch (error) {
    if (idle.signal.aborted) throw new FrugalError(`no data for ${idleTimeout / 1000} s`);
    throw error;
  } finally {
    clearTimeout(timer);
    response?.destroy();
    await handle?.close();
  }
}

/** Downloads one file from one address; what is at `target.path` afterwards has the right checksum. */
async function download(
  url: string,
  target: Target,
  label: string,
  options: FetchOptions,
): Promise<void> {
  const { retryDelay = 1_000 } = options;
  const part = `${target.path}.part`;
  await stored(target, () => makeFolders(dirname(target.path)));
  if ((await sizeOf(part)) > target.bytes) await rm(part, { force: true });
  // Bytes from an earlier attempt may be of another file: if they spoil the checksum, one fresh start is due.
  let inherited = (await sizeOf(part)) > 0;
  let attempts = 0;
  let drops = 0;
  for (;;) {
    const before = await sizeOf(part);
    if (before < target.bytes) {
      try {
        await transfer(url, target, label, options);
      } catch (error) {
        if (error instanceof FrugalError) throw error;
        attempts++;
        drops = (await sizeOf(part)) > before ? 0 : drops + 1;
        if (drops === MOST_DROPS || attempts === MOST_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, (drops + 1) * retryDelay));
        continue;
      }
    }
    const bytes = await readFile(part);
    const found = sha256Of(bytes);
    if (found === target.sha256) {
      await stored(target, () => rename(part, target.path));
      return;
    }
    await rm(part, { force: true });
    if (!inherited) {
      throw new FrugalError(
        `wrong checksum: ${bytes.length} bytes with SHA-256 ${found}, expected ${target.bytes} bytes with ${target.sha256}`,
      );
    }
    inherited = false;
  }
}

/** Where the bytes of `url` belong: an address without `.gz` offers the decompressed form of a compressed file. */
function targetOf(url: string, file: Fetchable, folder: string): Target {
  const raw =
    file.raw !== undefined && !new URL(url).pathname.endsWith('.gz') ? file.raw : undefined;
  return raw === undefined
    ? { path: join(folder, file.path), bytes: file.bytes, sha256: file.sha256 }
    : { path: join(folder, rawPath(file)), bytes: raw.bytes, sha256: raw.sha256 };
}

function mirrorAddress(from: string, file: DataFile): string {
  const base = URL.canParse(from) ? new URL(from) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    throw new UsageError(
      `mirror "${from}" is no http or https address, e.g. https://example.org/data`,
    );
  }
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return new URL(file.path, base).href;
}

/** Fetches one file, from the first of `urls` that gives the right bytes. */
async function fetchFile(
  file: Fetchable,
  urls: readonly string[],
  folder: string,
  options: FetchOptions,
): Promise<{ path: string; url: string }> {
  const failures: string[] = [];
  for (const url of urls) {
    const target = targetOf(url, file, folder);
    try {
      await download(url, target, file.path, options);
      return { path: target.path, url };
    } catch (error) {
      if (error instanceof StorageError) throw error;
      failures.push(`${new URL(url).host}: ${networkReason(error)}`);
    }
  }
  throw new FrugalError(
    `cannot fetch ${file.path} (${failures.join('; ')}); ${byHand(file, folder)}`,
  );
}

const byHand = (file: Fetchable, folder: string): string =>
  `put it at ${join(folder, file.path)} by hand (SHA-256 ${file.sha256})`;

/** Where originals wait until they are converted, below the data folder. */
const originalsOf = (id: string): string => `${id}/originals`;

/**
 * Fetches the originals of a data set that has no address of its own, and converts them.
 *
 * @throws FrugalError where an original is behind a page or in an archive: what to do by hand
 */
async function fetchConverted(
  facts: DatasetFacts,
  folder: string,
  options: FetchOptions,
): Promise<FetchedFile[]> {
  const { id } = facts;
  const originals = conversions[id]?.originals ?? [];
  const files: { name: string; url: string; bytes: number; sha256: string }[] = [];
  for (const { name, url, bytes, sha256 } of originals)
    if (bytes !== undefined && sha256 !== undefined) files.push({ name, url, bytes, sha256 });
  if (files.length < originals.length || originals.length === 0)
    throw new FrugalError(
      originals.length === 0
        ? `${id} has no address of its own; put its files into ${join(folder, id)}, or name a mirror with --from`
        : `${id} is made of ${originals.map((each) => each.name).join(', ')} of ${originals[0].url}; unpack them, then "frugal data convert ${id} <their folder>", or name a mirror with --from`,
    );
  for (const { name, url, bytes, sha256 } of files) {
    const file = { path: `${originalsOf(id)}/${name}`, bytes, sha256 };
    if ((await sizeOf(join(folder, file.path))) !== bytes)
      await fetchFile(file, [url], folder, options);
  }
  const originalsFolder = join(folder, originalsOf(id));
  const made = await convertDataset(facts, [originalsFolder], folder);
  await rm(originalsFolder, { recursive: true, force: true });
  return made;
}

/**
 * Fetches all files of a data set that are not in the data folder; damaged ones are replaced. What has no address of its own
 * is made of its public originals (convert.node.ts).
 *
 * The addresses of a file are tried in turn, `from` first. An interrupted fetch is continued by calling it again.
 *
 * @param data a name of the catalogue, or facts of the same form
 * @throws UsageError for an unknown name, or a `from` that is no http(s) address
 * @throws FrugalError when no address of a file gave the right bytes (with the reason of each, and where to put the file
 *   by hand), or when the folder cannot be written
 */
export async function fetchDataset(
  data: string | DatasetFacts,
  options: FetchOptions = {},
): Promise<FetchedFile[]> {
  const facts = typeof data === 'string' ? await dataset(data) : data;
  const { folder = dataFolder(), from } = options;
  const results: FetchedFile[] = [];
  for (const file of facts.files) {
    const mirror = from === undefined ? [] : [mirrorAddress(from, file)];
    const urls = [...mirror, ...addressesOf(facts, file)];
    const before = await verifyFile(file, folder);
    if (before.state === 'present') {
      results.push({ file, state: 'present', path: before.path });
      continue;
    }
    if (urls.length === 0) return fetchConverted(facts, folder, options);
    const { path, url } = await fetchFile(file, urls, folder, options);
    // The damaged file may lie there in its other form, and would be found first.
    if (before.state === 'damaged' && before.path !== path) await rm(before.path, { force: true });
    results.push({ file, state: 'fetched', path, url });
  }
  return results;
}
