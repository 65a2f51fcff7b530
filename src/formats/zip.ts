/**
 * Zip archives in memory, as `.npz` needs them: written stored or deflated, read the same, with the long fields of zip64.
 *
 * Equal entries give equal bytes when they are stored (fixed date, no extra fields). Reading believes nothing: every length
 * is checked against what is there, every content against its CRC-32, and what the directory says of an entry (it has no
 * checksum of its own) against the entry's header. Sizes are the directory's, so that entries written as a stream
 * (data descriptors) are read as well. Written archives end at 4 GiB, as the engine's memory does.
 * Format: PKWARE APPNOTE 6.3, §4.3 and §4.5.3.
 */

import { FrugalError } from '../errors.ts';
import { deflate, fastCrc32, inflate } from './inflate.ts';
import { MAX_UNPACKED } from './limits.ts';
import { shown } from './text.ts';

/** A file of an archive; its content is the parts, one after the other. */
export interface ZipEntry {
  readonly name: string;
  readonly parts: readonly Uint8Array[];
  /** Packed by deflate; stored as it is by default. */
  readonly deflate?: boolean;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const END64_SIZE = 56;
const LOCATOR64_SIZE = 20;
/** Which of an entry's extra fields holds what does not fit into four bytes. */
const EXTRA64 = 1;
const MAX_BYTES = 0xffffffff;
const MAX_ENTRIES = 0xffff;
/** 1980-01-01, the first day that zip knows. */
const DOS_DATE = 0x21;
const ENCRYPTED = 1;
const UTF8_NAMES = 0x800;
const STORED = 0;
const DEFLATED = 8;
/** Longest name that is quoted whole in a message. */
const SHOWN = 59;

/**
 * The bytes of an archive in the order in which they are to be written; contents are the given parts, not copies.
 *
 * @throws FrugalError for more than 65,534 entries, or 4 GiB and more
 */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array[] {
  if (entries.length >= MAX_ENTRIES)
    throw new FrugalError(
      `${entries.length} arrays; an archive holds at most ${MAX_ENTRIES - 1} of them`,
    );
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, parts, deflate: packs = false } of entries) {
    const path = utf8(name);
    const content = packs ? [deflate(joined(parts))] : parts;
    const fields = {
      method: packs ? DEFLATED : STORED,
      sum: parts.reduce((crc, part) => fastCrc32(part, crc), 0),
      packed: lengthOf(content),
      size: lengthOf(parts),
    };
    const end = offset + LOCAL_SIZE + path.length + fields.packed;
    if (end > MAX_BYTES || fields.size > MAX_BYTES)
      throw new FrugalError(`arrays pass 4 GiB at ${quoted(name)}; an archive holds less`);
    chunks.push(header(LOCAL, path, fields), path, ...content);
    directory.push(header(CENTRAL, path, fields, offset), path);
    offset = end;
  }
  const tail = new DataView(new ArrayBuffer(END_SIZE));
  tail.setUint32(0, END, true);
  tail.setUint16(8, entries.length, true);
  tail.setUint16(10, entries.length, true);
  tail.setUint32(12, lengthOf(directory), true);
  tail.setUint32(16, offset, true);
  return [...chunks, ...directory, new Uint8Array(tail.buffer)];
}

export interface ReadZipOptions {
  /** Names the bytes in messages, e.g. the file's path. */
  readonly name: string;
  /** Most bytes that all deflated entries together may become; default 2 GiB. */
  readonly maxBytes?: number;
}

/**
 * Names and unpacked contents, by the archive's directory. A stored content is a view of the archive.
 *
 * @throws FrugalError with one line for anything that is not a sound archive
 */
export function* readZip(
  bytes: Uint8Array,
  { name: what, maxBytes = MAX_UNPACKED }: ReadZipOptions,
): Generator<[name: string, content: Uint8Array]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = maxBytes;
  for (const { name, path, entry } of entriesOf(bytes, view, what)) {
    if (entry.method === DEFLATED) left -= entry.size;
    if (left < 0)
      throw new FrugalError(
        `${what} unpacks to more than the ${maxBytes} bytes allowed, at ${quoted(name)}`,
      );
    yield [name, unpack(bytes, view, entry, path, `${what}: ${quoted(name)}`)];
  }
}

/**
 * What an archive holds, by name; nothing is unpacked.
 *
 * @throws FrugalError as `readZip`, for the directory
 */
export function zipNames(bytes: Uint8Array, what: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(entriesOf(bytes, view, what), ({ name }) => name);
}

function* entriesOf(
  bytes: Uint8Array,
  view: DataView,
  what: string,
): Generator<{ readonly name: string; readonly path: Uint8Array; readonly entry: Entry }> {
  const { count, start, end } = findDirectory(view, what);
  const names = new Set<string>();
  let at = start;
  for (let i = 0; i < count; i++) {
    const next = entryEnd(view, at, end);
    if (next === undefined) throw new FrugalError(`${what} has a damaged directory`);
    const path = bytes.subarray(
      at + CENTRAL_SIZE,
      at + CENTRAL_SIZE + view.getUint16(at + 28, true),
    );
    const name = new TextDecoder().decode(path);
    if (names.has(name)) throw new FrugalError(`${what} holds ${quoted(name)} twice`);
    names.add(name);
    yield { name, path, entry: readEntry(view, at, next) };
    at = next;
  }
  if (at !== end) throw new FrugalError(`${what} has a damaged directory`);
}

/** Where a directory entry ends; `undefined` when there is none, or it would pass the directory's end. */
function entryEnd(view: DataView, at: number, end: number): number | undefined {
  if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL) return undefined;
  const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const next = lengths.reduce((sum, length) => sum + length, at + CENTRAL_SIZE);
  return next > end ? undefined : next;
}

/** What the directory says of an entry. */
interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly sum: number;
  readonly packed: number;
  readonly size: number;
  /** Where the entry's own header is. */
  readonly local: number;
}

function readEntry(view: DataView, at: number, end: number): Entry {
  let long = longFields(view, at, end);
  const wide = (field: number): number => {
    const value = view.getUint32(at + field, true);
    if (value !== MAX_BYTES || long === undefined || long.length === 0) return value;
    const [first, ...rest] = long;
    long = rest;
    return first;
  };
  // In this order the extra field lists those that did not fit.
  const size = wide(24);
  const packed = wide(20);
  return {
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    sum: view.getUint32(at + 16, true),
    size,
    packed,
    local: wide(42),
  };
}

/** Numbers of eight bytes in an entry's zip64 field; `undefined` where it has none. */
function longFields(view: DataView, entry: number, end: number): readonly number[] | undefined {
  let at = entry + CENTRAL_SIZE + view.getUint16(entry + 28, true);
  const extraEnd = Math.min(end, at + view.getUint16(entry + 30, true));
  while (at + 4 <= extraEnd) {
    const next = at + 4 + view.getUint16(at + 2, true);
    if (next > extraEnd) return undefined;
    if (view.getUint16(at, true) === EXTRA64)
      return Array.from({ length: Math.min(3, (next - at - 4) >> 3) }, (_, i) =>
        Number(view.getBigUint64(at + 4 + 8 * i, true)),
      );
    at = next;
  }
  return undefined;
}

function unpack(
  bytes: Uint8Array,
  view: DataView,
  { flags, method, sum, packed, size, local }: Entry,
  path: Uint8Array,
  what: string,
): Uint8Array {
  if (flags & ENCRYPTED) throw new FrugalError(`${what} is encrypted; save it without a password`);
  if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL)
    throw new FrugalError(`${what} is missing`);
  const named = local + LOCAL_SIZE + view.getUint16(local + 26, true);
  const start = named + view.getUint16(local + 28, true);
  if (start + packed > bytes.length) throw new FrugalError(`${what} is cut off`);
  // Of what the directory says, only the name is not found out by unpacking.
  if (!equal(bytes.subarray(local + LOCAL_SIZE, named), path))
    throw new FrugalError(`${what} is damaged (directory and entry differ)`);
  if (method !== STORED && method !== DEFLATED)
    throw new FrugalError(
      `${what} is compressed by method ${method}; readable are stored and deflated`,
    );
  const content = bytes.subarray(start, start + packed);
  const unpacked = method === STORED ? content : inflate(content, { size, what });
  if (unpacked.length !== size || fastCrc32(unpacked) !== sum)
    throw new FrugalError(`${what} is damaged (checksum differs)`);
  return unpacked;
}

/** Where the directory begins and ends, and how many entries it has. */
function findDirectory(
  view: DataView,
  what: string,
): { readonly count: number; readonly start: number; readonly end: number } {
  const end = findEnd(view);
  if (end < 0) throw new FrugalError(`${what} is not a zip archive, or its end is missing`);
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  const locator = end - LOCATOR64_SIZE;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR64) return { count, start, end };
  const end64 = Number(view.getBigUint64(locator + 8, true));
  if (end64 + END64_SIZE > locator || view.getUint32(end64, true) !== END64)
    throw new FrugalError(`${what} has a damaged directory`);
  return {
    count: Number(view.getBigUint64(end64 + 32, true)),
    start: Number(view.getBigUint64(end64 + 48, true)),
    end: end64,
  };
}

/** Offset of the end record: it is the last thing but for a comment of at most 65,535 bytes; −1 when absent. */
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - END_SIZE - 0xffff);
  for (let at = view.byteLength - END_SIZE; at >= lowest; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  return -1;
}

function header(
  signature: number,
  path: Uint8Array,
  { method, sum, packed, size }: Pick<Entry, 'method' | 'sum' | 'packed' | 'size'>,
  offset = 0,
): Uint8Array {
  const central = signature === CENTRAL;
  const view = new DataView(new ArrayBuffer(central ? CENTRAL_SIZE : LOCAL_SIZE));
  view.setUint32(0, signature, true);
  // The directory's copy has one field more in front (the version that made it); the rest is shifted by two bytes.
  const at = central ? 6 : 4;
  if (central) view.setUint16(4, 20, true);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint16(at + 4, method, true);
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, sum, true);
  view.setUint32(at + 14, packed, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, path.length, true);
  if (central) view.setUint32(42, offset, true);
  return new Uint8Array(view.buffer);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** The parts as one; a single part is itself. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A name in a message: quoted, on one line, cut where it is long. */
export function quoted(name: string): string {
  return shown(name, SHOWN);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
