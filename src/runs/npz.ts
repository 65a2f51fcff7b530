/**
 * NumPy's array files, written and read: `.npy` blocks in a `.npz` archive.
 *
 * Written archives are uncompressed zip with CRC-32 and a fixed date, so that equal arrays give equal bytes; NumPy,
 * any unzip tool and this file read them. Reading also takes deflated archives (`numpy.savez_compressed`). A JSON
 * document may travel along as `meta.json`. Left out: zip64 (archives end at 4 GiB, as the engine's memory does),
 * big-endian, Fortran-ordered, structured and pickled arrays. Formats: NumPy NEP 1; PKWARE APPNOTE 6.3, §4.3.
 */

import { crc32, inflateRawSync } from 'node:zlib';
import { FrugalError } from '../errors.ts';
import type { Json, NamedArrays } from '../studies/study.ts';

export type NpyData = NamedArrays[string];

/** What an archive holds; arrays are flat and row-major, `shapes` has their sizes. */
export interface Npz {
  readonly arrays: Readonly<Record<string, NpyData>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly meta: Json | undefined;
}

const TYPES = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '|u1': Uint8Array,
  '<u2': Uint16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
} as const;
type Descriptor = keyof typeof TYPES;

const META = 'meta.json';
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

/**
 * The bytes of an `.npz` in the order in which they are to be written; array contents are views, not copies.
 *
 * @param shapes sizes of those arrays that are not flat lists
 * @throws FrugalError when the archive would pass 4 GiB, or a shape does not fit its array
 */
export function encodeNpz(
  arrays: NamedArrays,
  options: {
    readonly meta?: Json;
    readonly shapes?: Readonly<Record<string, readonly number[]>>;
  } = {},
): Uint8Array<ArrayBufferLike>[] {
  const entries = Object.entries(arrays).map(([name, data]) => ({
    name: `${name}.npy`,
    parts: [npyHeader(name, data, options.shapes?.[name] ?? [data.length]), bytesOf(data)],
  }));
  if (options.meta !== undefined)
    entries.push({ name: META, parts: [utf8(JSON.stringify(options.meta))] });
  if (entries.length >= MAX_ENTRIES)
    throw new FrugalError(`${entries.length} arrays; an npz holds at most ${MAX_ENTRIES - 1}`);

  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, parts } of entries) {
    const path = utf8(name);
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const end = offset + LOCAL_SIZE + path.length + size;
    if (end > MAX_BYTES) throw new FrugalError(`arrays pass 4 GiB at "${name}"; an npz holds less`);
    const sum = parts.reduce((crc, part) => crc32(part, crc), 0);
    chunks.push(header(LOCAL, path, size, sum), path, ...parts);
    directory.push(header(CENTRAL, path, size, sum, offset), path);
    offset = end;
  }
  const directorySize = directory.reduce((sum, part) => sum + part.length, 0);
  const tail = new DataView(new ArrayBuffer(END_SIZE));
  tail.setUint32(0, END, true);
  tail.setUint16(8, entries.length, true);
  tail.setUint16(10, entries.length, true);
  tail.setUint32(12, directorySize, true);
  tail.setUint32(16, offset, true);
  return [...chunks, ...directory, new Uint8Array(tail.buffer)];
}

/**
 * Reads an `.npz`. Every length is checked against what is there, every entry against its CRC-32.
 *
 * @param what names the bytes in messages, e.g. the file's path
 * @throws FrugalError with one line for anything that is not a sound archive of supported arrays
 */
export function decodeNpz(bytes: Uint8Array, what = 'npz'): Npz {
  const arrays: Record<string, NpyData> = {};
  const shapes: Record<string, readonly number[]> = {};
  let meta: Json | undefined;
  for (const [name, content] of zipEntries(bytes, what)) {
    if (name === META) {
      meta = parseMeta(content, what);
    } else if (name.endsWith('.npy')) {
      const key = name.slice(0, -'.npy'.length);
      const { data, shape } = decodeNpy(content, `${what}: ${name}`);
      put(arrays, key, data);
      put(shapes, key, shape);
    }
  }
  return { arrays, shapes, meta };
}

function npyHeader(name: string, data: NpyData, shape: readonly number[]): Uint8Array {
  if (shape.reduce((a, b) => a * b, 1) !== data.length) {
    throw new FrugalError(
      `shape [${shape.join(', ')}] does not fit the ${data.length} items of "${name}"`,
    );
  }
  const type = Object.entries(TYPES).find(([, Type]) => data instanceof Type)?.[0];
  if (type === undefined)
    throw new FrugalError(
      `"${name}" is of type ${data.constructor.name}, which npz cannot hold here`,
    );
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${sizes}, }`;
  // Magic, version 1.0 and a length take 10 bytes; the whole header ends on a multiple of 64 (NEP 1).
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`;
  const out = new Uint8Array(10 + padded.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 0xff, padded.length >> 8]);
  out.set(utf8(padded), 10);
  return out;
}

function decodeNpy(bytes: Uint8Array, what: string): { data: NpyData; shape: readonly number[] } {
  const view = viewOf(bytes);
  const magic = String.fromCharCode(...bytes.subarray(1, 6));
  if (bytes.length < 12 || bytes[0] !== 0x93 || magic !== 'NUMPY')
    throw new FrugalError(`${what} is not an npy block`);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length) throw new FrugalError(`${what} ends inside its header`);
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const type = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  if (type === undefined || sizes === undefined || order === undefined)
    throw new FrugalError(`${what} has an unreadable header`);
  const shape = sizes
    .split(',')
    .filter((s) => s.trim() !== '')
    .map(Number);
  if (!Object.hasOwn(TYPES, type)) {
    throw new FrugalError(
      `${what} holds type ${type}; readable are ${Object.keys(TYPES).join(', ')}`,
    );
  }
  if (order === 'True' && shape.length > 1)
    throw new FrugalError(`${what} is stored column by column; save it in C order`);
  const Constructor = TYPES[type as Descriptor];
  const count = shape.reduce((a, b) => a * b, 1);
  const content = bytes.subarray(start + length);
  if (content.length !== count * Constructor.BYTES_PER_ELEMENT) {
    throw new FrugalError(
      `${what} has ${content.length} bytes for shape [${shape.join(', ')}] of ${type}`,
    );
  }
  // A copy, because the block may start at any address and typed arrays need aligned ones.
  return { data: new Constructor(new Uint8Array(content).buffer), shape };
}

/** Names and unpacked contents, by the archive's directory. */
function* zipEntries(
  bytes: Uint8Array,
  what: string,
): Generator<[name: string, content: Uint8Array]> {
  const view = viewOf(bytes);
  const end = findEnd(view);
  if (end < 0) throw new FrugalError(`${what} is not a zip archive, or its end is missing`);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_SIZE > end || view.getUint32(at, true) !== CENTRAL)
      throw new FrugalError(`${what} has a damaged directory`);
    const nameLength = view.getUint16(at + 28, true);
    const next =
      at +
      CENTRAL_SIZE +
      nameLength +
      view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
    if (next > end) throw new FrugalError(`${what} has a damaged directory`);
    const name = new TextDecoder().decode(
      bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength),
    );
    yield [name, unpack(bytes, view, at, `${what}: ${JSON.stringify(name)}`)];
    at = next;
  }
}

function unpack(bytes: Uint8Array, view: DataView, entry: number, what: string): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const sum = view.getUint32(entry + 16, true);
  const packedSize = view.getUint32(entry + 20, true);
  const size = view.getUint32(entry + 24, true);
  const local = view.getUint32(entry + 42, true);
  if (size === MAX_BYTES || local === MAX_BYTES)
    throw new FrugalError(`${what} needs zip64, which is not read here`);
  if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL)
    throw new FrugalError(`${what} is missing`);
  const start =
    local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedSize > bytes.length) throw new FrugalError(`${what} is cut off`);
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

function parseMeta(content: Uint8Array, what: string): Json {
  try {
    return JSON.parse(new TextDecoder().decode(content)) as Json;
  } catch {
    throw new FrugalError(`${what}: ${META} is not JSON`);
  }
}

/** Sets a member even where its name is that of a built-in such as `__proto__`. */
function put<V>(object: Record<string, V>, key: string, value: V): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bytesOf(data: NpyData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
