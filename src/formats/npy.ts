/**
 * NumPy's `.npy`: one array of numbers, truths or texts, of any shape; versions 1 to 3, read and written.
 *
 * Refused, with the way out: arrays of Python objects (a pickle, which is a program), structured arrays, complex numbers,
 * dates. Format: NumPy NEP 1.
 */

import { FrugalError } from '../errors.ts';
import { bytesOf, countOf, elementsOf, rowMajor, widthOf } from './elements.ts';
import type { ElementType, Read, Tensor, Texts } from './values.ts';
import { quoted } from './zip.ts';

const TYPES: Readonly<Record<string, ElementType>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};
/** NumPy's own limit on the dimensions of an array. */
const MAX_DIMENSIONS = 64;
const WAYS_OUT: Readonly<Record<string, string>> = {
  O: 'Python objects (a pickle), which are not read; save numbers or texts, as in np.save(file, a.astype(float)) or a.astype(str)',
  V: "records (raw bytes); save each field by itself, as in np.save(file, a['field'])",
  c: 'complex numbers; save a.real and a.imag',
  M: "dates; save them as numbers, as in a.astype('datetime64[s]').astype(np.int64)",
  m: "time spans; save them as numbers, as in a.astype('timedelta64[s]').astype(np.int64)",
};

export interface ReadNpyOptions {
  /** How errors call the file. */
  readonly name: string;
}

export interface WriteNpyOptions {
  /** Texts (without NULs) as bytes of UTF-8 (`|S3`) instead of four bytes a character (`<U3`). */
  readonly bytes?: boolean;
}

/** Whether the bytes begin as `.npy` does. */
export const isNpy = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x93 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY';

/**
 * An array as NumPy saved it, last index fastest whatever its order was. Numbers may be a view of `bytes`.
 *
 * @throws FrugalError with one line for anything that is not a sound array of numbers or texts
 * @example readNpy(await readFile('x.npy'), { name: 'x.npy' }).value.shape // [150, 4]
 */
export function readNpy(bytes: Uint8Array, { name }: ReadNpyOptions): Read<Tensor | Texts> {
  const { descriptor, shape, columns, content } = splitNpy(bytes, name);
  const count = countOf(shape);
  const text = /^([<>|])([US])(\d{1,9})$/.exec(descriptor);
  if (text !== null) {
    const [, order, kind, size] = text;
    const width = Number(size) * (kind === 'U' ? 4 : 1);
    checkLength(content, count, width, `texts of type ${descriptor}`, name);
    const data = decodeTexts(content, count, width, { kind, big: order === '>', name });
    return {
      value: { type: 'text', shape, data: columns ? rowMajor(data, shape) : data },
      notes: [],
    };
  }
  const type = Object.hasOwn(TYPES, descriptor.slice(1)) ? TYPES[descriptor.slice(1)] : undefined;
  if (type === undefined || !/^[<>|]/.test(descriptor)) throw unreadable(descriptor, name);
  checkLength(content, count, widthOf(type), `numbers of type ${descriptor}`, name);
  const data = elementsOf(content, type, { bigEndian: descriptor[0] === '>' });
  return { value: { type, shape, data: columns ? rowMajor(data, shape) : data }, notes: [] };
}

/**
 * The bytes of an `.npy` in the order in which they are to be written; the elements are a view, not a copy.
 *
 * @param name how errors call the array
 * @throws FrugalError when the shape does not fit, or a text holds a NUL
 */
export function writeNpy(
  value: Tensor | Texts,
  name = 'array',
  { bytes = false }: WriteNpyOptions = {},
): Uint8Array[] {
  const { shape, data } = value;
  if (countOf(shape) !== data.length)
    throw new FrugalError(
      `shape [${shape.join(', ')}] does not fit the ${data.length} items of ${quoted(name)}`,
    );
  if (value.type === 'text') return bytes ? encodeBytes(value) : encodeTexts(value, name);
  const letters = Object.entries(TYPES).find(([, type]) => type === value.type)![0];
  return [npyHeader(`${widthOf(value.type) === 1 ? '|' : '<'}${letters}`, shape), bytesOf(value)];
}

function checkLength(
  content: Uint8Array,
  count: number,
  width: number,
  items: string,
  what: string,
): void {
  if (content.length !== count * width || (width === 0 && count > 0))
    throw new FrugalError(`${what} has ${content.length} bytes for ${count} ${items}`);
}

function unreadable(descriptor: string, what: string): FrugalError {
  const way = WAYS_OUT[/^[<>|=]?([OVcMm])/.exec(descriptor)?.[1] ?? ''];
  return way !== undefined
    ? new FrugalError(`${what} holds ${way}`)
    : new FrugalError(
        `${what} holds type ${quoted(descriptor.slice(0, 20))}; readable are bool, texts, int and uint of 8 to 64 bits, float16, float32, float64`,
      );
}

/** What the header of a file says, and the bytes after it. */
function splitNpy(
  bytes: Uint8Array,
  what: string,
): {
  readonly descriptor: string;
  readonly shape: readonly number[];
  /** First index fastest (Fortran). */
  readonly columns: boolean;
  readonly content: Uint8Array;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || !isNpy(bytes)) throw new FrugalError(`${what} is not an npy block`);
  if (bytes[6] < 1 || bytes[6] > 3)
    throw new FrugalError(`${what} has npy version ${bytes[6]}; readable are 1 to 3`);
  const wide = bytes[6] >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length) throw new FrugalError(`${what} ends inside its header`);
  const text = new TextDecoder(bytes[6] === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(start, start + length),
  );
  const descriptor = /'descr':\s*(?:'([^']*)'|(\[))/.exec(text);
  const sizes = /'shape':\s*\(([\dL,\s]*)\)/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  if (descriptor === null || sizes === undefined || order === undefined)
    throw new FrugalError(`${what} has an unreadable header`);
  if (descriptor[2] !== undefined) throw unreadable('V', what);
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    // Python 2 wrote long integers.
    .map((size) => Number(size.replace('L', '')));
  if (shape.length > MAX_DIMENSIONS)
    throw new FrugalError(
      `${what} has ${shape.length} dimensions; readable are up to ${MAX_DIMENSIONS}`,
    );
  return {
    descriptor: descriptor[1],
    shape,
    columns: order === 'True',
    content: bytes.subarray(start + length),
  };
}

/** Texts of `width` bytes each, filled up with NULs. */
function decodeTexts(
  content: Uint8Array,
  count: number,
  width: number,
  { kind, big, name }: { readonly kind: string; readonly big: boolean; readonly name: string },
): string[] {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const narrow = (from: number, to: number): string => {
    const bytes = content.subarray(from, to);
    try {
      return utf8.decode(bytes);
    } catch {
      return new TextDecoder('latin1').decode(bytes);
    }
  };
  const wide = (from: number, to: number): string => {
    let text = '';
    for (let at = from; at < to; at += 4) {
      const point = view.getUint32(at, !big);
      if (point > 0x10ffff) throw new FrugalError(`${name} holds characters that do not exist`);
      text += String.fromCodePoint(point);
    }
    return text;
  };
  return Array.from({ length: count }, (_, i) => {
    let end = (i + 1) * width;
    while (end > i * width && content[end - 1] === 0) end--;
    return kind === 'S'
      ? narrow(i * width, end)
      : wide(i * width, i * width + 4 * Math.ceil((end - i * width) / 4));
  });
}

/** Texts as NumPy keeps them: all as wide as the longest, four bytes a character. */
function encodeTexts({ shape, data }: Texts, name: string): Uint8Array[] {
  // NumPy has no text without room for a character.
  let longest = 1;
  const points = data.map((text) => {
    if (text.includes('\0'))
      throw new FrugalError(`the text ${quoted(name)} holds a NUL, which NumPy would drop`);
    const own = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    longest = Math.max(longest, own.length);
    return own;
  });
  const content = new DataView(new ArrayBuffer(4 * longest * data.length));
  for (let i = 0; i < points.length; i++)
    for (let j = 0; j < points[i].length; j++)
      content.setUint32(4 * (i * longest + j), points[i][j], true);
  return [npyHeader(`<U${longest}`, shape), new Uint8Array(content.buffer)];
}

/** Texts as bytes, all as wide as the longest. */
function encodeBytes({ shape, data }: Texts): Uint8Array[] {
  const encoded = data.map((text) => new TextEncoder().encode(text));
  const longest = Math.max(1, ...encoded.map(({ length }) => length));
  const content = new Uint8Array(longest * data.length);
  for (const [i, own] of encoded.entries()) content.set(own, i * longest);
  return [npyHeader(`|S${longest}`, shape), content];
}

function npyHeader(type: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${sizes}, }`;
  // Magic, version 1.0 and a length take 10 bytes; the whole header ends on a multiple of 64 (NEP 1).
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`;
  const out = new Uint8Array(10 + padded.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 0xff, padded.length >> 8]);
  out.set(new TextEncoder().encode(padded), 10);
  return out;
}
