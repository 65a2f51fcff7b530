/** The largest of many numbers that lie in blocks of 32 columns: those whose magnitude is above a cut. */

import { i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, words } from './kernel.ts';

const MAGNITUDE = 0x7fffffff;

/**
 * Numbers of a matrix of `rows` × 32 · `blocks`, which lies as `[block][row][32]`, whose magnitude is above `cut` (bits of a
 * single ≥ 0): their places row · 32 · blocks + column go to `places`, ascending, the numbers to `values`, and how many there are
 * to `found`.
 */
export const aboveCut: Kernel = kernel(
  'aboveCut',
  ['rows', 'blocks', 'matrix', 'cut', 'places', 'values', 'found'],
  (body, rows, blocks, matrix, cut, places, values, found) => {
    const to = body.local('i32', i32.const(0));
    const limit = body.local('v128', i32x4.splat(cut));
    const magnitude = body.constant(i32x4.const(MAGNITUDE, MAGNITUDE, MAGNITUDE, MAGNITUDE));
    const row = body.local('i32', i32.const(0));
    const block = body.local('i32');
    const place = body.local('i32', i32.const(0));
    const at = body.local('i32');
    const mask = body.local('i32');
    const lane = body.local('i32');
    const stride = body.local('i32', i32.shl(rows, i32.const(7)));
    body.while(i32.ltU(row, rows), () => {
      body.set(block, i32.const(0));
      body.set(at, i32.add(matrix, i32.shl(row, i32.const(7))));
      body.while(i32.ltU(block, blocks), () => {
        for (let q = 0; q < 8; q++) {
          const above = i32x4.gtS(v128.and(v128.load(at, 16 * q), magnitude), limit);
          const marked = i32.shl(i32x4.bitmask(above), i32.const(4 * q));
          body.set(mask, q === 0 ? marked : i32.or(mask, marked));
        }
        body.while(mask, () => {
          body.set(lane, i32.ctz(mask));
          body.storeI32(i32.add(places, to), i32.add(place, lane));
          body.storeI32(i32.add(values, to), i32.load(i32.add(at, words(lane))));
          body.advance(to, 4);
          body.set(mask, i32.and(mask, i32.sub(mask, i32.const(1))));
        });
        body.advance(place, 32);
        body.advance(at, stride);
        body.advance(block, 1);
      });
      body.advance(row, 1);
    });
    body.storeI32(found, i32.shrU(to, i32.const(2)));
  },
  ({ u32 }, rows, blocks, matrix, cut, places, values, found) => {
    let next = 0;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < 32 * blocks; column++) {
        const block = Math.floor(column / 32);
        const word = u32[matrix / 4 + 32 * (block * rows + row) + (column % 32)];
        if ((word & MAGNITUDE) <= cut) continue;
        u32[places / 4 + next] = 32 * blocks * row + column;
        u32[values / 4 + next++] = word;
      }
    u32[found / 4] = next;
  },
);
