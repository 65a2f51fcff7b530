/** Sums over many singles, in doubles and in one order: what the account of a store takes when much of it is written at once. */

import { f64, f64x2, i32, i32x4, shuffle32, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, words } from './kernel.ts';

/**
 * Σ max(x, 0) and Σ max(−x, 0) of `count` singles, in their order, and how many are not 0: three doubles, added to at `book`.
 *
 * Which sign comes next is chance, so that there are no branches on it.
 */
export const signedTotals: Kernel = kernel(
  'signedTotals',
  ['from', 'count', 'book'],
  (body, from, count, book) => {
    const at = body.local('i32', from);
    const end = body.local('i32', i32.add(from, words(count)));
    const sums = body.local('v128', v128.load(book));
    const changes = body.local('i32', i32.const(0));
    const value = body.local('f64');
    const zero = body.constant(f64x2.const(0));
    /** The sign of the second of two doubles. */
    const second = body.constant(i32x4.const(0, 0, 0, 0x80000000 | 0));
    body.while(i32.ltU(at, end), () => {
      body.set(value, f64x2.extract(f64x2.promoteLow(v128.load32Zero(at)), 0));
      body.set(sums, f64x2.add(sums, f64x2.pmax(zero, v128.xor(f64x2.splat(value), second))));
      body.advance(changes, i32.eqz(f64.eq(value, f64.const(0))));
      body.advance(at, 4);
    });
    body.storeV128(book, sums);
    body.storeF64(book, f64.add(f64.load(book, 16), f64.fromI32(changes)), 16);
  },
  ({ f32: m, f64: wide }, from, count, book) => {
    for (let k = 0; k < count; k++) {
      const value = m[from / 4 + k];
      if (value > 0) wide[book / 8] += value;
      else if (value < 0) wide[book / 8 + 1] -= value;
      if (value !== 0) wide[book / 8 + 2] += 1;
    }
  },
);

/** Σ|x| of `count` singles, a multiple of 4, to one double at `sum`: in four sums, of every fourth from the first four on. */
export const sizeTotal: Kernel = kernel(
  'sizeTotal',
  ['from', 'count', 'sum'],
  (body, from, count, sum) => {
    const at = body.local('i32', from);
    const end = body.local('i32', i32.add(from, words(count)));
    const [low, high] = [body.local('v128', v128.zero), body.local('v128', v128.zero)];
    const four = body.local('v128');
    body.while(i32.ltU(at, end), () => {
      body.set(four, v128.load(at));
      body.set(low, f64x2.add(low, f64x2.abs(f64x2.promoteLow(four))));
      const upper = shuffle32(four, four, [2, 3, 0, 1]);
      body.set(high, f64x2.add(high, f64x2.abs(f64x2.promoteLow(upper))));
      body.advance(at, 16);
    });
    const pair = (both: typeof low) => f64.add(f64x2.extract(both, 0), f64x2.extract(both, 1));
    body.storeF64(sum, f64.add(pair(low), pair(high)));
  },
  ({ f32: m, f64: wide }, from, count, sum) => {
    const parts = [0, 0, 0, 0];
    for (let k = 0; k < count; k++) parts[k % 4] += Math.abs(m[from / 4 + k]);
    wide[sum / 8] = parts[0] + parts[1] + (parts[2] + parts[3]);
  },
);
