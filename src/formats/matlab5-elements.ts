/** Data elements of MATLAB's files of version 5 to 7: tags, their bytes, and numbers and characters out of them. */

import { FrugalError } from '../errors.ts';
import { elementsOf, widthOf } from './elements.ts';
import type { Elements, ElementType } from './values.ts';

/** A tagged piece of a file. */
export interface Element {
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Where its tag is, in the file or in what its variable unpacks to. */
  readonly at: number;
}

export interface Place {
  readonly little: boolean;
  /** How errors call the surroundings. */
  readonly what: string;
}

/** Types in which numbers are stored: the smallest that holds them, whatever their array's class. */
const STORED: Readonly<Record<number, ElementType>> = {
  1: 'int8',
  2: 'uint8',
  3: 'int16',
  4: 'uint16',
  5: 'int32',
  6: 'uint32',
  7: 'float32',
  9: 'float64',
  12: 'int64',
  13: 'uint64',
};
/** Classes of arrays of numbers. */
export const ARRAY_TYPES: Readonly<Record<number, ElementType>> = {
  6: 'float64',
  7: 'float32',
  8: 'int8',
  9: 'uint8',
  10: 'int16',
  11: 'uint16',
  12: 'int32',
  13: 'uint32',
  14: 'int64',
  15: 'uint64',
};
const CONVERT: Readonly<Partial<Record<ElementType, (data: Elements) => Elements>>> = {
  int8: (data) => Int8Array.from(data as Int8Array, Number),
  uint8: (data) => Uint8Array.from(data as Uint8Array, Number),
  int16: (data) => Int16Array.from(data as Int16Array, Number),
  uint16: (data) => Uint16Array.from(data as Uint16Array, Number),
  int32: (data) => Int32Array.from(data as Int32Array, Number),
  uint32: (data) => Uint32Array.from(data as Uint32Array, Number),
  float32: (data) => Float32Array.from(data as Float32Array, Number),
  float64: (data) => Float64Array.from(data as Float64Array, Number),
};
const COMPRESSED = 15;
const UTF8 = 16;
const UTF16 = 17;
const UTF32 = 18;
const CHARS: Readonly<Record<number, ElementType>> = {
  1: 'int8',
  2: 'uint8',
  4: 'uint16',
  [UTF16]: 'uint16',
  [UTF32]: 'uint32',
};

/**
 * The elements of some bytes, in order.
 *
 * @throws FrugalError for one that is longer than what is left
 */
export function elementsIn(
  bytes: Uint8Array,
  { little, what, at: first }: Place & { readonly at: number },
): Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Element[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const word = view.getUint32(at, little);
    // A short one has its length in the upper half of the type, and its bytes in the tag.
    const short = word >>> 16;
    const type = short > 0 ? word & 0xffff : word;
    const size = short > 0 ? short : view.getUint32(at + 4, little);
    const start = at + (short > 0 ? 4 : 8);
    if (short > 4 || start + size > bytes.length)
      throw new FrugalError(
        `${what} has an element of ${size} bytes at byte ${first + at}, but ${bytes.length - start} are left`,
      );
    elements.push({ type, bytes: bytes.subarray(start, start + size), at: first + at });
    // All but compressed ones are filled up to 8 bytes.
    at = short > 0 ? at + 8 : start + (type === COMPRESSED ? size : 8 * Math.ceil(size / 8));
  }
  return elements;
}

/** Whole numbers of 32 bits: sizes and places. */
export function integersOf(element: Element, place: Place): Int32Array {
  if (element.type !== 5 && element.type !== 6)
    throw new FrugalError(`${place.what} has places of type ${element.type}, expected 32 bits`);
  const data = storedNumbers(element, place);
  return new Int32Array(data.buffer as ArrayBuffer, data.byteOffset, data.length);
}

function storedNumbers({ type, bytes, at }: Element, { little, what }: Place): Elements {
  const stored = STORED[type];
  if (stored === undefined)
    throw new FrugalError(`${what} has data of type ${type} at byte ${at}, expected numbers`);
  if (bytes.length % widthOf(stored) !== 0)
    throw new FrugalError(`${what} has ${bytes.length} bytes of ${stored} at byte ${at}`);
  return elementsOf(bytes, stored, { bigEndian: !little });
}

/**
 * Numbers in the type of their array, which is often wider than the one they are stored in.
 *
 * @param count how many there must be; any number where it is not given
 */
export function numbersAs(
  type: ElementType,
  element: Element | undefined,
  count: number | undefined,
  place: Place,
): Elements {
  if (element === undefined) throw new FrugalError(`${place.what} lacks its numbers`);
  const data = storedNumbers(element, place);
  if (count !== undefined && data.length !== count)
    throw new FrugalError(`${place.what} has ${data.length} numbers, its size says ${count}`);
  if (STORED[element.type] === type) return data;
  if (type === 'int64' || type === 'uint64') {
    if (!('at' in data) || STORED[element.type].startsWith('float'))
      throw new FrugalError(`${place.what} stores integers of 64 bits as ${STORED[element.type]}`);
    const whole = Array.from(data as Int32Array, (value) => BigInt(value));
    return type === 'int64' ? BigInt64Array.from(whole) : BigUint64Array.from(whole);
  }
  return CONVERT[type]?.(data) ?? data;
}

/** Characters, one for each place of a matrix. */
export function charsOf(
  element: Element | undefined,
  count: number,
  { little, what }: Place,
): string[] {
  const wrong = () => new FrugalError(`${what} has other characters than the ${count} of its size`);
  if (element === undefined) throw wrong();
  let chars: string[];
  if (element.type === UTF8) chars = [...new TextDecoder().decode(element.bytes)];
  else {
    const type = CHARS[element.type];
    if (type === undefined || element.bytes.length % widthOf(type) !== 0) throw wrong();
    const codes = elementsOf(element.bytes, type, { bigEndian: !little });
    chars = Array.from(codes as Uint32Array, (code) =>
      type === 'uint32' && code <= 0x10ffff
        ? String.fromCodePoint(code)
        : String.fromCharCode(code),
    );
  }
  if (chars.length !== count) throw wrong();
  return chars;
}
