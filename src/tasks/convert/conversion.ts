/**
 * What a conversion is: the public files a data set is made of, and how its own files come out of them.
 *
 * Bytes in, bytes out. Where the originals lie, whether the result is right (the catalogue's checksums) and where it goes is
 * the business of convert.node.ts.
 */

import { FrugalError } from '../../errors.ts';
import { gunzip, isGzip } from '../../formats/gzip.ts';
import { type IdxData, type IdxType, writeIdx } from '../../formats/idx.ts';

/** A public file that a data set is made of. */
export interface Original {
  /** Its name where it is offered; a copy may be gzipped, or unpacked where the name ends in `.gz`. */
  readonly name: string;
  /** Its address, or the page that offers it. */
  readonly url: string;
  /** Size in bytes and SHA-256 of what lies at `url`, where that is the file itself: it can then be downloaded. */
  readonly bytes?: number;
  readonly sha256?: string;
}

/** How one data set is made. */
export interface Conversion {
  readonly originals: readonly Original[];
  /**
   * The files of the data set by their names in the catalogue, without folder and `.gz`.
   *
   * @param original bytes of one of the originals, decompressed
   */
  make(original: (name: string) => Uint8Array): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** A file of a public repository at one commit, that can be downloaded as it is. */
export const inRepository = (
  place: string,
  { name, bytes, sha256 }: { name: string; bytes: number; sha256: string },
): Original => ({
  name: name.slice(name.lastIndexOf('/') + 1),
  url: `https://raw.githubusercontent.com/${place}/${name}`,
  bytes,
  sha256,
});

/** Bytes of an original, unpacked where they are gzipped. */
export const unpacked = async (bytes: Uint8Array): Promise<Uint8Array> =>
  isGzip(bytes) ? gunzip(bytes, { maxBytes: 2 ** 30 }) : bytes;

const ARRAYS = { uint8: Uint8Array, int8: Int8Array, int16: Int16Array } as const;
const SUFFIX = { uint8: 'ubyte', int8: 'sbyte', int16: 'short' } as const;
/** Types of values that converted sets have. */
export type Stored = keyof typeof ARRAYS & IdxType;

/**
 * An IDX file with its name, `stem-idx<rank>-<type>`.
 *
 * @throws FrugalError for a value that the type does not hold exactly: the original is another one than expected
 */
export function idxFile(
  stem: string,
  type: Stored,
  shape: readonly number[],
  values: ArrayLike<number>,
): [string, Uint8Array] {
  const data: IdxData = new ARRAYS[type](values.length);
  for (let i = 0; i < values.length; i++) {
    data[i] = values[i];
    if (data[i] !== values[i])
      throw new FrugalError(`${stem}: value ${values[i]} at place ${i} is no ${type}`);
  }
  return [`${stem}-idx${shape.length}-${SUFFIX[type]}`, writeIdx({ type, shape, data })];
}

/** Pictures whose columns come first, as MATLAB stores them, with their rows first. */
export function upright(
  values: ArrayLike<number>,
  { height, width }: { readonly height: number; readonly width: number },
): Float64Array {
  const size = height * width;
  const result = new Float64Array(values.length);
  for (let base = 0; base < values.length; base += size)
    for (let r = 0; r < height; r++)
      for (let c = 0; c < width; c++) result[base + r * width + c] = values[base + c * height + r];
  return result;
}

const MINUS = 45;
const [ZERO, NINE] = [48, 57];

/** Whole numbers of a text, whatever separates them. */
export function wholeNumbers(bytes: Uint8Array): Int32Array {
  // Every number but the last has a byte behind it.
  const result = new Int32Array(Math.ceil(bytes.length / 2));
  let found = 0;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] < ZERO || bytes[at] > NINE) {
      at++;
      continue;
    }
    const negative = at > 0 && bytes[at - 1] === MINUS;
    let value = 0;
    for (; bytes[at] >= ZERO && bytes[at] <= NINE; at++) value = 10 * value + bytes[at] - ZERO;
    result[found++] = negative ? -value : value;
  }
  return result.subarray(0, found);
}
