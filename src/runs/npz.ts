/**
 * NumPy's array files, written and read: `.npy` blocks in a `.npz` archive.
 *
 * NumPy, any unzip tool and this file read what is written. Reading also takes deflated archives
 * (`numpy.savez_compressed`). Beside arrays of numbers an archive may hold single texts (`numpy.array('csr')`), and a JSON
 * document as `meta.json`. Left out: big-endian, Fortran-ordered, structured and pickled arrays, arrays of texts.
 * Format: NumPy NEP 1.
 */

import { FrugalError } from '../errors.ts';
import type { Json, NamedArrays } from '../protocol/study.ts';
import { quoted, readZip, writeZip } from './zip.ts';

type NpyData = NamedArrays[string];

/** What an archive holds; arrays are flat and row-major, `shapes` has their sizes. */
export interface Npz {
  readonly arrays: NamedArrays;
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
/** NumPy's own limit on the dimensions of an array. */
const MAX_DIMENSIONS = 32;

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
): Uint8Array[] {
  const entries = Object.entries(arrays).map(([name, data]) => ({
    name: `${name}.npy`,
    parts:
      typeof data === 'string' ? textBlock(name, data) : block(name, data, options.shapes?.[name]),
  }));
  if (options.meta !== undefined)
    entries.push({ name: META, parts: [utf8(JSON.stringify(options.meta))] });
  return writeZip(entries);
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
  for (const [name, content] of readZip(bytes, what)) {
    if (name === META) {
      meta = parseMeta(content, what);
    } else if (name.endsWith('.npy')) {
      const key = name.slice(0, -'.npy'.length);
      const { data, shape } = decodeNpy(content, `${what}: ${quoted(name)}`);
      put(arrays, key, data);
      put(shapes, key, shape);
    }
  }
  return { arrays, shapes, meta };
}

function block(
  name: string,
  data: Exclude<NpyData, string>,
  shape: readonly number[] = [data.length],
): Uint8Array[] {
  if (shape.reduce((a, b) => a * b, 1) !== data.length) {
    throw new FrugalError(
      `shape [${shape.join(', ')}] does not fit the ${data.length} items of ${quoted(name)}`,
    );
  }
  const type = Object.entries(TYPES).find(([, Type]) => data instanceof Type)?.[0];
  if (type === undefined)
    throw new FrugalError(
      `${quoted(name)} is of type ${data.constructor.name}, which npz cannot hold here`,
    );
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  return [npyHeader(type, sizes), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

/** A text is an array without dimensions, of one item: its characters, four bytes each. */
function textBlock(name: string, text: string): Uint8Array[] {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (points.includes(0))
    throw new FrugalError(`the text ${quoted(name)} holds a NUL, which NumPy would drop`);
  // NumPy has no text without room for a character.
  if (points.length === 0) points.push(0);
  const content = new DataView(new ArrayBuffer(4 * points.length));
  for (let i = 0; i < points.length; i++) content.setUint32(4 * i, points[i], true);
  return [npyHeader(`<U${points.length}`, '()'), new Uint8Array(content.buffer)];
}

function npyHeader(type: string, sizes: string): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${sizes}, }`;
  // Magic, version 1.0 and a length take 10 bytes; the whole header ends on a multiple of 64 (NEP 1).
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`;
  const out = new Uint8Array(10 + padded.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 0xff, padded.length >> 8]);
  out.set(utf8(padded), 10);
  return out;
}

function decodeNpy(bytes: Uint8Array, what: string): { data: NpyData; shape: readonly number[] } {
  const { type, shape, content } = splitNpy(bytes, what);
  const text = /^(<U|\|S)(\d{1,9})$/.exec(type);
  if (text !== null && shape.length === 0)
    return { data: decodeText(content, text[1] === '<U', Number(text[2]), what), shape };
  if (!Object.hasOwn(TYPES, type)) {
    throw new FrugalError(
      `${what} holds type ${type.slice(0, 20)}; readable are ${Object.keys(TYPES).join(', ')} and single texts`,
    );
  }
  const Constructor = TYPES[type as Descriptor];
  const count = shape.reduce((a, b) => a * b, 1);
  if (content.length !== count * Constructor.BYTES_PER_ELEMENT) {
    throw new FrugalError(
      `${what} has ${content.length} bytes for ${count} numbers of type ${type}`,
    );
  }
  // A copy, because the block may start at any address and typed arrays need aligned ones.
  return { data: new Constructor(new Uint8Array(content).buffer), shape };
}

/** What the header of a block says, and the bytes after it. */
function splitNpy(
  bytes: Uint8Array,
  what: string,
): { type: string; shape: readonly number[]; content: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
  if (shape.length > MAX_DIMENSIONS)
    throw new FrugalError(
      `${what} has ${shape.length} dimensions; readable are up to ${MAX_DIMENSIONS}`,
    );
  if (order === 'True' && shape.length > 1)
    throw new FrugalError(`${what} is stored column by column; save it in C order`);
  return { type, shape, content: bytes.subarray(start + length) };
}

/** @param wide four bytes a character instead of one */
function decodeText(content: Uint8Array, wide: boolean, count: number, what: string): string {
  if (content.length !== count * (wide ? 4 : 1))
    throw new FrugalError(`${what} has ${content.length} bytes for ${count} characters`);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let text = '';
  for (let i = 0; i < count; i++) {
    const point = wide ? view.getUint32(4 * i, true) : content[i];
    if (point > 0x10ffff) throw new FrugalError(`${what} holds characters that do not exist`);
    text += String.fromCodePoint(point);
  }
  return text.replace(/\0+$/, '');
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
