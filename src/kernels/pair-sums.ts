/** Dot products of rows of two tiles for any pairs, in doubles: gradients of connections that do not exist. */

import { f32, f64, i32 } from '../wasm/index.ts';
import { type Kernel, kernel, rowAddress, type TileWidth, words } from './kernel.ts';

/** Pairs at once: each sum is a chain of additions that wait for one another, and four chains take as long as one. */
const GROUP = 4;

/**
 * Adds to each of `count` doubles at `sums` the products of a pair of rows, example by example. The first row lies at the address
 * that `rows` holds for the unit at `from`, the second is that of the unit at `to` in the tile `delta`.
 */
export function pairSums(width: TileWidth): Kernel {
  return kernel(
    `pairSums.${width}`,
    ['count', 'from', 'to', 'rows', 'delta', 'sums'],
    (body, count, from, to, rows, delta, sums) => {
      const at = body.local('i32', i32.const(0));
      const end = body.local('i32', words(count));
      const whole = body.local('i32', words(i32.and(count, i32.const(-GROUP))));
      const own = body.local('i32', sums);
      const [first, second] = [0, 1].map(() =>
        Array.from({ length: GROUP }, () => body.local('i32')),
      );
      const totals = Array.from({ length: GROUP }, () => body.local('f64'));
      const step = (size: number) => (): void => {
        for (let k = 0; k < size; k++) {
          const [unit, partner] = [from, to].map((list) => i32.load(i32.add(list, at), 4 * k));
          body.set(first[k], i32.load(i32.add(rows, words(unit))));
          body.set(second[k], rowAddress(delta, partner, width));
          body.set(totals[k], f64.load(own, 8 * k));
        }
        for (let b = 0; b < width; b++)
          for (let k = 0; k < size; k++) {
            const [x, y] = [first[k], second[k]].map((row) => f64.promote(f32.load(row, 4 * b)));
            body.set(totals[k], f64.add(totals[k], f64.mul(x, y)));
          }
        for (let k = 0; k < size; k++) body.storeF64(own, totals[k], 8 * k);
        body.advance(at, 4 * size);
        body.advance(own, 8 * size);
      };
      body.while(i32.ltU(at, whole), step(GROUP));
      body.while(i32.ltU(at, end), step(1));
    },
    ({ u32, f32: m, f64: d }, count, from, to, rows, delta, sums) => {
      for (let k = 0; k < count; k++) {
        const x = u32[rows / 4 + u32[from / 4 + k]] / 4;
        const y = delta / 4 + u32[to / 4 + k] * width;
        for (let b = 0; b < width; b++) d[sums / 8 + k] += m[x + b] * m[y + b];
      }
    },
  );
}
