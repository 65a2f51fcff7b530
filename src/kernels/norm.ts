/**
 * Σ g² of a gradient whose shards are not added yet: what clipping by the global norm needs.
 *
 * Squares in single precision, their sum in double, in an order that depends on the block alone.
 */

import { f32x4, f64, f64x2, i32, shuffle32, v128 } from '../wasm/index.ts';
import { type Kernel, kernel } from './kernel.ts';

const round = Math.fround;

/** Arguments: byte `offset` and `count` (rounded up to 4), `gradient`, the distance `shard` between shards, `book` (f64, set). */
export function squareSum(shards: number): Kernel {
  return kernel(
    `squareSum.${shards}`,
    ['offset', 'count', 'gradient', 'shard', 'book'],
    (body, offset, count, gradient, shard, book) => {
      const at = body.local('i32', i32.add(gradient, offset));
      const end = body.local('i32', i32.add(at, i32.shl(count, i32.const(2))));
      const total = body.local('v128', v128.zero);
      const address = body.local('i32');
      const sum = body.local('v128');
      body.while(i32.ltU(at, end), () => {
        body.set(sum, v128.load(at));
        body.set(address, at);
        for (let s = 1; s < shards; s++) {
          body.advance(address, shard);
          body.set(sum, f32x4.add(sum, v128.load(address)));
        }
        body.set(sum, f32x4.mul(sum, sum));
        body.set(total, f64x2.add(total, f64x2.promoteLow(sum)));
        body.set(total, f64x2.add(total, f64x2.promoteLow(shuffle32(sum, sum, [2, 3, 0, 1]))));
        body.advance(at, 16);
      });
      body.storeF64(book, f64.add(f64x2.extract(total, 0), f64x2.extract(total, 1)));
    },
    ({ f32: m, f64: wide }, offset, count, gradient, shard, book) => {
      const sums = [0, 0];
      for (let k = 0; k < 4 * Math.ceil(count / 4); k++) {
        const at = (gradient + offset) / 4 + k;
        let sum = m[at];
        for (let s = 1; s < shards; s++) sum = round(sum + m[at + (s * shard) / 4]);
        sums[k % 2] += round(sum * sum);
      }
      wide[book / 8] = sums[0] + sums[1];
    },
  );
}
