/**
 * Overlaps of a matrix of ±1, one bit an entry, with a vector of ±1: population counts, sixteen rows at a time, of the matrix that
 * lies by columns of words (bit-products.ts).
 */

import { f32x4, i8x16, i16x8, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, words } from './kernel.ts';
import { popcountTwin } from './popcount.ts';

/** Rows of a group, and vectors that they are. */
export const OVERLAP_ROWS = 16;
const VECTORS = OVERLAP_ROWS / 4;
/** Counts of so many words fit a byte. */
const FIT = 31;

/**
 * `output[row] = entries − 2 ·` the bits in which the row differs from the vector, as singles, for the rows `first` to `last − 1` of
 * `rows`, in whole groups of sixteen: what is written past the last row is nobody's. A word of the vector is the same column of
 * entries as of the matrix; what only pads is 0 in both.
 */
export const bitOverlaps: Kernel = kernel(
  'bitOverlaps',
  ['matrix', 'rows', 'columns', 'vector', 'entries', 'output', 'first', 'last'],
  (body, matrix, rows, columns, vector, entries, output, first, last) => {
    const stride = body.local('i32', words(rows));
    const row = body.local('i32', first);
    const at = body.local('i32');
    const word = body.local('i32');
    const end = body.local('i32', i32.add(vector, words(columns)));
    const limit = body.local('i32');
    const own = body.local('v128');
    const whole = body.local('v128', i32x4.splat(entries));
    const bytes = Array.from({ length: VECTORS }, () => body.local('v128'));
    const sums = Array.from({ length: VECTORS }, () => body.local('v128'));
    body.while(i32.ltU(row, last), () => {
      body.set(at, i32.add(matrix, words(row)));
      body.set(word, vector);
      for (const sum of sums) body.set(sum, v128.zero);
      body.while(i32.ltU(word, end), () => {
        for (const count of bytes) body.set(count, v128.zero);
        body.set(limit, i32.add(word, i32.const(4 * FIT)));
        body.if(i32.ltU(end, limit), () => body.set(limit, end));
        body.while(i32.ltU(word, limit), () => {
          body.set(own, v128.load32Splat(word));
          for (const [v, count] of bytes.entries()) {
            const different = v128.xor(v128.load(at, 16 * v), own);
            body.set(count, i8x16.add(count, i8x16.popcnt(different)));
          }
          body.advance(at, stride);
          body.advance(word, 4);
        });
        for (const [v, sum] of sums.entries()) {
          const wide = i32x4.extaddPairwiseU(i16x8.extaddPairwiseU(bytes[v]));
          body.set(sum, i32x4.add(sum, wide));
        }
      });
      body.set(at, i32.add(output, words(row)));
      for (const [v, sum] of sums.entries())
        body.storeV128(at, f32x4.fromI32(i32x4.sub(whole, i32x4.add(sum, sum))), 16 * v);
      body.advance(row, OVERLAP_ROWS);
    });
  },
  ({ u32, f32 }, matrix, rows, columns, vector, entries, output, first, last) => {
    const end = first + OVERLAP_ROWS * Math.ceil((last - first) / OVERLAP_ROWS);
    for (let row = first; row < end; row++) {
      let different = 0;
      for (let column = 0; column < columns; column++)
        different += popcountTwin(u32[matrix / 4 + column * rows + row] ^ u32[vector / 4 + column]);
      f32[output / 4 + row] = entries - 2 * different;
    }
  },
);
