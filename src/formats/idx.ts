/**
 * IDX, the format of MNIST: two zero bytes, a type byte, a rank byte, `rank` sizes, the values; all big-endian.
 *
 * Bytes in, typed array and shape out, and back. Decompression is in gzip.ts; what the numbers mean is the catalogue's.
 *
 * Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section on file formats.
 */

import { FrugalError } from '../errors.ts';
import type { Read, Tensor } from './values.ts';

export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;
export type IdxType = 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';

/** What IDX holds. */
export interface IdxArray extends Tensor {
  readonly type: IdxType;
  readonly data: IdxData;
}

interface TypeCode {
  readonly code: number;
  readonly bytes: number;
  readonly make: (length: number) => IdxData;
  readonly read: (view: DataView, at: number) => number;
  readonly write: (view: DataView, at: number, value: number) => void;
}

/** The type byte of each kind of value; 0x0a was never assigned. */
const TYPES: Readonly<Record<IdxType, TypeCode>> = {
  uint8: {
    code: 0x08,
    bytes: 1,
    make: (length) => new Uint8Array(length),
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, value),
  },
  int8: {
    code: 0x09,
    bytes: 1,
    make: (length) => new Int8Array(length),
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, value),
  },
  int16: {
    code: 0x0b,
    bytes: 2,
    make: (length) => new Int16Array(length),
    read: (view, at) => view.getInt16(at),
    write: (view, at, value) => view.setInt16(at, value),
  },
  int32: {
    code: 0x0c,
    bytes: 4,
    make: (length) => new Int32Array(length),
    read: (view, at) => view.getInt32(at),
    write: (view, at, value) => view.setInt32(at, value),
  },
  float32: {
    code: 0x0d,
    bytes: 4,
    make: (length) => new Float32Array(length),
    read: (view, at) => view.getFloat32(at),
    write: (view, at, value) => view.setFloat32(at, value),
  },
  float64: {
    code: 0x0e,
    bytes: 8,
    make: (length) => new Float64Array(length),
    read: (view, at) => view.getFloat64(at),
    write: (view, at, value) => view.setFloat64(at, value),
  },
};

const TYPE_NAMES = Object.keys(TYPES) as IdxType[];

const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;

/** A shape as messages show it: the first sizes of many. */
const shapeText = (shape: readonly number[]): string =>
  shape.length > 8
    ? `${shape.slice(0, 8).join(' × ')} × … (${shape.length} dimensions)`
    : shape.join(' × ') || 'scalar';

/** Product of the sizes as a number: exact below 2⁵³, and above only ever compared with the length of a file. */
const volume = (shape: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);

/**
 * Reads an IDX file that is already decompressed as a tensor: every type of its elements, and up to 255 dimensions.
 *
 * 8-bit values are a view of `bytes`, not a copy. The header's sizes are compared with the bytes that are there before
 * anything is allocated, so a header that promises terabytes costs nothing.
 *
 * @param name how errors call the file
 * @throws FrugalError for a wrong magic number, an unknown type, missing bytes or trailing bytes
 * @example
 * readIdx(bytes, { name: 'train-images-idx3-ubyte' }).value.shape; // [60000, 28, 28]
 */
export function readIdx(
  bytes: Uint8Array,
  { name = 'IDX data' }: { readonly name?: string } = {},
): Read<IdxArray> {
  if (bytes.length < 4) {
    throw new FrugalError(
      `${name}: truncated IDX header: ${bytes.length} bytes, expected at least 4`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    throw new FrugalError(`${name}: found gzip data where IDX was expected; decompress it first`);
  }
  const type = TYPE_NAMES.find((candidate) => TYPES[candidate].code === bytes[2]);
  if (magic >>> 16 !== 0 || type === undefined) {
    const known = TYPE_NAMES.map(
      (candidate) => `${hex(TYPES[candidate].code, 2)} ${candidate}`,
    ).join(', ');
    throw new FrugalError(
      `${name}: not IDX: the file starts with ${hex(magic, 8)}, expected 0x0000, a type (${known}) and a rank`,
    );
  }
  const rank = bytes[3];
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new FrugalError(
      `${name}: truncated IDX header: ${bytes.length} bytes, expected ${header} for rank ${rank}`,
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const { bytes: width, make, read } = TYPES[type];
  const length = volume(shape);
  const expected = header + length * width;
  if (bytes.length !== expected) {
    const fault =
      bytes.length < expected ? 'truncated IDX file' : 'trailing bytes after the IDX values';
    throw new FrugalError(
      `${name}: ${fault}: ${bytes.length} bytes, expected ${expected} for ${type} of shape ${shapeText(shape)}`,
    );
  }
  const found = (data: IdxData): Read<IdxArray> => ({ value: { type, shape, data }, notes: [] });
  if (type === 'uint8') return found(bytes.subarray(header));
  if (type === 'int8') return found(new Int8Array(bytes.buffer, bytes.byteOffset + header, length));
  const data = make(length);
  for (let i = 0, at = header; i < length; i++, at += width) data[i] = read(view, at);
  return found(data);
}

/**
 * Writes an IDX file; the inverse of `readIdx`.
 *
 * @throws FrugalError for a rank above 255, a size that is no 32-bit count, or data that do not fill the shape
 */
export function writeIdx(array: IdxArray): Uint8Array {
  const { type, shape, data } = array;
  if (shape.length > 255) throw new FrugalError(`rank ${shape.length} is outside 0 … 255 of IDX`);
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0 || size > 0xffffffff) {
      throw new FrugalError(`size ${size} is not an integer in 0 … 4294967295 as IDX needs`);
    }
  }
  if (data.length !== volume(shape)) {
    throw new FrugalError(`${data.length} values do not fill the shape ${shapeText(shape)}`);
  }
  const { code, bytes: width, write } = TYPES[type];
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + data.length * width);
  const view = new DataView(bytes.buffer);
  bytes[2] = code;
  bytes[3] = shape.length;
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  for (let i = 0, at = header; i < data.length; i++, at += width) write(view, at, data[i]);
  return bytes;
}
