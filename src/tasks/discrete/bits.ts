/**
 * Two-valued numbers as bits: rows of ±1 (or 0/1) packed 32 to a word, each row padded with zeros to whole 128-bit
 * vectors, and population counts of them. Entry i of a row is bit i mod 32 of word ⌊i/32⌋; 1 stands for +1.
 *
 * Plain TypeScript, about 10 G synapse operations a second; the vectors are in kernels/popcount.
 */

import { FrugalError } from '../../errors.ts';

/** 32-bit words of a row of `length` bits, rounded up to whole 128-bit vectors. */
export const wordsOf = (length: number): number => Math.ceil(length / 128) * 4;

/** Bits that are set in a 32-bit word. */
export function popcount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Bits that are set in `words` words from `at` on. */
export function popcountRow(bits: Uint32Array, at = 0, words = bits.length - at): number {
  let sum = 0;
  for (let w = at; w < at + words; w++) sum += popcount(bits[w]);
  return sum;
}

/** Entries in which two rows differ: for ±1 rows of length N, x·y = N − 2 · this. */
export function popcountXor(
  a: Uint32Array,
  atA: number,
  b: Uint32Array,
  atB: number,
  words: number,
): number {
  let sum = 0;
  for (let w = 0; w < words; w++) sum += popcount(a[atA + w] ^ b[atB + w]);
  return sum;
}

/** Entries that are set in both rows: the dot product of two 0/1 rows. */
export function popcountAnd(
  a: Uint32Array,
  atA: number,
  b: Uint32Array,
  atB: number,
  words: number,
): number {
  let sum = 0;
  for (let w = 0; w < words; w++) sum += popcount(a[atA + w] & b[atB + w]);
  return sum;
}

/**
 * Packs rows of numbers, one bit an entry: set where the entry is > 0. So ±1 and 0/1 rows are packed alike.
 *
 * @param values [rows][length], row-major
 * @returns [rows][wordsOf(length)]
 */
export function packRows(values: ArrayLike<number>, rows: number, length: number): Uint32Array {
  if (values.length !== rows * length)
    throw new FrugalError(`values has ${values.length} entries, not ${rows} x ${length}`);
  const words = wordsOf(length);
  const bits = new Uint32Array(rows * words);
  for (let r = 0, at = 0; r < rows; r++) {
    const base = r * words;
    for (let i = 0; i < length; i++, at++)
      if (values[at] > 0) bits[base + (i >>> 5)] |= 1 << (i & 31);
  }
  return bits;
}

/** The rows that `packRows` packed; a bit that is not set becomes `low`. */
export function unpackRows(
  bits: Uint32Array,
  rows: number,
  length: number,
  low: -1 | 0 = -1,
): Int8Array {
  const words = wordsOf(length);
  if (bits.length !== rows * words)
    throw new FrugalError(`bits has ${bits.length} words, not ${rows} x ${words}`);
  const values = new Int8Array(rows * length);
  for (let r = 0; r < rows; r++) unpackRow(bits, r * words, length, low, values, r * length);
  return values;
}

/** Entries of one row whose first word is `bits[at]`, written to `out` from `to` on. */
export function unpackRow(
  bits: Uint32Array,
  at: number,
  length: number,
  low: -1 | 0,
  out: Int8Array | Float32Array | Float64Array,
  to = 0,
): void {
  for (let i = 0; i < length; i++) out[to + i] = (bits[at + (i >>> 5)] >>> (i & 31)) & 1 ? 1 : low;
}

/** Whether every bit past the end of every row is 0, as whole-vector population counts need it. */
export function hasCleanEnds(bits: Uint32Array, rows: number, length: number): boolean {
  const words = wordsOf(length);
  const last = length >>> 5;
  for (let r = 0; r < rows; r++) {
    const base = r * words;
    if (last < words && (bits[base + last] & (-1 << (length & 31))) !== 0) return false;
    for (let w = last + 1; w < words; w++) if (bits[base + w] !== 0) return false;
  }
  return true;
}
