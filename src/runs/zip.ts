/**
 * Zip archives in memory, as far as `.npz` needs them: written uncompressed, read stored or deflated.
 *
 * Equal entries give equal bytes (fixed date, no extra fields). Reading believes nothing: every length is checked against
 * what is there, every content against its CRC-32, and what the directory says of an entry (it has no checksum of its
 * own) against the entry's header. Left out: zip64, so that archives end at 4 GiB, as the engine's memory does.
 * Format: PKWARE APPNOTE 6.3, §4.3.
 */

import { inflateRawSync } from 'node:zlib';
import { FrugalError } from '../errors.ts';
import { crc32 } from '../numerics/crc32.ts';

/** A file of an archive; its content is the parts, one after the other. */
export interface ZipEntry {
  readonly name: string;
  readonly parts: readonly Uint8Array[];
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const MAX_BYTES = 0xffffffff;
const MAX_ENTRIES = 0xffff;
/** 1980-01-01, the first day that zip knows. */
const DOS_DATE = 0x21;
const UTF8_NAMES = 0x800;
/** Longest name that is quoted whole in a message. */
const SHOWN = 60;

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
  for (const { name, parts } of entries) {
    const path = utf8(name);
    const size = lengthOf(parts);
    const end = offset + LOCAL_SIZE + path.length + size;
    if (end > MAX_BYTES)
      throw new FrugalError(`arrays pass 4 GiB at ${quoted(name)}; an archive holds less`);
    const sum = parts.reduce((crc, part) => crc32(part, crc), 0);
    chunks.push(header(LOCAL, path, size, sum), path, ...parts);
    directory.push(header(CENTRAL, path, size, sum, offset), path);
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

/**
 * Names and unpacked contents, by the archive's directory.
 *
 * @param what names the bytes in messages, e.g. the file's path
 * @throws FrugalError with one line for anything that is not a sound archive
 */
export function* readZip(
  bytes: Uint8Array,
  what: string,
): Generator<[name: string, content: Uint8Array]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) throw new FrugalError(`${what} is not a zip archive, or its end is missing`);
  const count = view.getUint16(end + 10, true);
  const names = new Set<string>();
  let at = view.getUint32(end + 16, true);
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
    yield [name, unpack(bytes, view, at, path, `${what}: ${quoted(name)}`)];
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

function unpack(
  bytes: Uint8Array,
  view: DataView,
  entry: number,
  path: Uint8Array,
  what: string,
): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const sum = view.getUint32(entry + 16, true);
  const packedSize = view.getUint32(entry + 20, true);
  const size = view.getUint32(entry + 24, true);
  const local = view.getUint32(entry + 42, true);
  if (size === MAX_BYTES || local === MAX_BYTES)
    throw new FrugalError(`${what} needs zip64, which is not read here`);
  if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL)
    throw new FrugalError(`${what} is missing`);
  const named = local + LOCAL_SIZE + view.getUint16(local + 26, true);
  const start = named + view.getUint16(local + 28, true);
  if (start + packedSize > bytes.length) throw new FrugalError(`${what} is cut off`);
  // Of what the directory says, only the name is not found out by unpacking.
  if (!equal(bytes.subarray(local + LOCAL_SIZE, named), path))
    throw new FrugalError(`${what} is damaged (directory and entry differ)`);
  const content = inflate(bytes.subarray(start, start + packedSize), method, size, what);
  if (content.length !== size || crc32(content) !== sum)
    throw new FrugalError(`${what} is damaged (checksum differs)`);
  return content;
}

function inflate(packed: Uint8Array, method: number, size: number, what: string): Uint8Array {
  if (method === 0) return packed;
  if (method !== 8)
    throw new FrugalError(
      `${what} is compressed by method ${method}; readable are stored and deflated`,
    );
  // Deflate cannot shrink by more than 1032 : 1, so a larger promise is a lie that would cost memory.
  if (size > packed.length * 1032 + 1032)
    throw new FrugalError(`${what} is damaged (impossible size)`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new FrugalError(`${what} is damaged (cannot be inflated)`);
  }
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
  size: number,
  sum: number,
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
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, sum, true);
  view.setUint32(at + 14, size, true);
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

/** A name in a message: quoted, on one line, cut where it is long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > SHOWN ? `${name.slice(0, SHOWN - 1)}…` : name);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
