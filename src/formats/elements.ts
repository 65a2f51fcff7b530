/** The types that elements of tensors have in files: their width, their array in memory, and how bytes become one. */

import { FrugalError } from '../errors.ts';
import { fromHalf, toHalf } from './half.ts';
import type { Elements, ElementType, Tensor } from './values.ts';

const ARRAYS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Bytes that an element takes in a file. */
export const widthOf = (type: ElementType): number => ARRAYS[type].BYTES_PER_ELEMENT;

/** The type of an array's elements; bytes are `uint8`. */
export function typeOf(data: Elements): ElementType {
  const found = Object.entries(ARRAYS).find(
    ([type, Type]) => type !== 'bool' && type !== 'float16' && data instanceof Type,
  );
  return found![0] as ElementType;
}

/** How many elements a shape has; 1 for `[]`. */
export const countOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A flat array as a tensor of the given shape, of one dimension by default. */
export const tensorOf = (data: Elements, shape: readonly number[] = [data.length]): Tensor => ({
  type: typeOf(data),
  shape,
  data,
});

export interface ElementsOptions {
  /** The most significant byte comes first. */
  readonly bigEndian?: boolean;
}

/**
 * Elements out of a file's bytes, of which there are a whole number.
 *
 * A view of `bytes` where these lie as a typed array needs them, else a copy.
 */
export function elementsOf(
  bytes: Uint8Array,
  type: ElementType,
  { bigEndian = false }: ElementsOptions = {},
): Elements {
  const width = widthOf(type);
  const swaps = bigEndian && width > 1;
  const source = swaps || bytes.byteOffset % width !== 0 ? new Uint8Array(bytes) : bytes;
  if (swaps) swapBytes(source, width);
  const view = new ARRAYS[type](
    source.buffer as ArrayBuffer,
    source.byteOffset,
    source.length / width,
  );
  if (type === 'bool') return truths(view as Uint8Array);
  return type === 'float16' ? fromHalf(view as Uint16Array) : (view as Elements);
}

/** A tensor's elements as little-endian bytes: a view, but for float16, which is rounded to the nearest. */
export function bytesOf({ type, data }: Tensor): Uint8Array {
  const stored = type === 'float16' ? toHalf(data as Float32Array) : data;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/** What is not 0 is true. */
function truths(bytes: Uint8Array): Uint8Array {
  return bytes.some((byte) => byte > 1) ? bytes.map((byte) => Number(byte !== 0)) : bytes;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let first = 0; first < bytes.length; first += width)
    for (let i = first, j = first + width - 1; i < j; i++, j--)
      [bytes[i], bytes[j]] = [bytes[j], bytes[i]];
}

/** Elements that lie first index fastest (Fortran), put last index fastest. */
export function rowMajor<T extends Elements | string[]>(data: T, shape: readonly number[]): T {
  if (shape.filter((size) => size > 1).length < 2) return data;
  const turned = data.slice() as T;
  if (shape.length === 2) return transposed(data, turned, shape);
  const strides: number[] = [];
  for (let k = 0, stride = 1; k < shape.length; stride *= shape[k++]) strides.push(stride);
  const last = shape.length - 1;
  const index = new Array<number>(shape.length).fill(0);
  const [inner, step] = [shape[last], strides[last]];
  for (let at = 0, from = 0; at < data.length; ) {
    for (let i = 0; i < inner; i++) turned[at++] = data[from + i * step];
    for (let k = last - 1; k >= 0; k--) {
      from += strides[k];
      if (++index[k] < shape[k]) break;
      from -= shape[k] * strides[k];
      index[k] = 0;
    }
  }
  return turned;
}

/** Squares of a matrix that are turned at a time, so that what is read and what is written both stay in the cache. */
const SQUARE = 32;

function transposed<T extends Elements | string[]>(
  data: T,
  turned: T,
  [rows, columns]: readonly number[],
): T {
  for (let top = 0; top < rows; top += SQUARE)
    for (let left = 0; left < columns; left += SQUARE) {
      const [bottom, right] = [Math.min(rows, top + SQUARE), Math.min(columns, left + SQUARE)];
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          turned[row * columns + column] = data[column * rows + row];
    }
  return turned;
}

/**
 * The same values in an array of plain numbers: integers of 64 bits become int32 where all of them fit, else float64.
 *
 * @param what how errors call the array
 * @throws FrugalError for an integer of 2⁵³ and more in size, which a double may change
 * @example plainNumbers(BigInt64Array.of(3n, -1n), 'labels') // Int32Array [3, -1]
 */
export function plainNumbers(
  data: Elements,
  what: string,
): Exclude<Elements, BigInt64Array | BigUint64Array> {
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) return data;
  const signed = data instanceof BigInt64Array;
  const halves = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const numbers = new Float64Array(data.length);
  let small = true;
  for (let i = 0; i < numbers.length; i++) {
    const [low, high] = [halves[2 * i], halves[2 * i + 1]];
    const value = (signed ? high | 0 : high) * 2 ** 32 + low;
    if (!Number.isSafeInteger(value))
      throw new FrugalError(
        `${what}: element ${i} is ${data[i]}, not below 2^53, from where doubles no longer hold every integer`,
      );
    numbers[i] = value;
    small &&= (value | 0) === value;
  }
  return small ? Int32Array.from(numbers) : numbers;
}
