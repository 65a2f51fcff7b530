/**
 * Which of many sums pass every one of many tests: sixteen at a time, left as soon as none of them can.
 *
 * A sum is a number of one half (a byte of a table) plus one of the other half, which the caller has taken into the limits.
 */

import { i8x16, i32, v128 } from '../wasm/index.ts';
import { type Kernel, kernel } from './kernel.ts';

const VECTOR = 16;

/**
 * For every column c of a table of signed bytes (`tests` rows, `stride` bytes apart, `columns` of them, a multiple of 16): bit c
 * of `output` is set if `table[t][c] > limits[t]` for all t. Limits are signed bytes; `output` has 16 bits for each 16 columns.
 */
export const passAll: Kernel = kernel(
  'passAll',
  ['table', 'stride', 'columns', 'tests', 'limits', 'output'],
  (body, table, stride, columns, tests, limits, output) => {
    const column = body.local('i32', table);
    const last = body.local('i32', i32.add(table, columns));
    const end = body.local('i32', i32.add(limits, tests));
    const target = body.local('i32', output);
    const place = body.local('i32');
    const limit = body.local('i32');
    const alive = body.local('v128');
    body.while(i32.ltU(column, last), () => {
      body.set(place, column);
      body.set(limit, limits);
      body.set(alive, v128.not(v128.zero));
      body.doWhile(
        () => {
          const passes = i8x16.gtS(v128.load(place), v128.load8Splat(limit));
          body.set(alive, v128.and(alive, passes));
          body.advance(place, stride);
          body.advance(limit, 1);
        },
        () => i32.and(i32.ltU(limit, end), v128.anyTrue(alive)),
      );
      body.storeI16(target, i8x16.bitmask(alive));
      body.advance(target, 2);
      body.advance(column, VECTOR);
    });
  },
  ({ u8, u16 }, table, stride, columns, tests, limits, output) => {
    const signed = (byte: number): number => (byte << 24) >> 24;
    for (let c = 0; c < columns; c += VECTOR) {
      let mask = 0;
      for (let lane = 0; lane < VECTOR; lane++) {
        let passes = true;
        for (let t = 0; t < tests; t++)
          passes &&= signed(u8[table + t * stride + c + lane]) > signed(u8[limits + t]);
        if (passes) mask |= 1 << lane;
      }
      u16[output / 2 + c / VECTOR] = mask;
    }
  },
);
