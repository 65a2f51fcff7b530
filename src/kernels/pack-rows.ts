/**
 * Brings the examples of one tile from sparse rows into a tile of those inputs alone that are stored in one of them:
 * `X[rank][example]`, and beside it which inputs these are.
 *
 * Work and memory follow the stored values: one pass sets a bit for every input that is there, one walks the bits (a word
 * for 32 inputs) and numbers them in ascending order, one places the values.
 */

import { type Expression, f32, i32, v128 } from '../wasm/index.ts';
import { type Address, type Kernel, kernel, rowAddress, type TileWidth } from './kernel.ts';
import { NO_EXAMPLE } from './pack.ts';

/**
 * Arguments: `rows` (u32 per example of the tile; 0xFFFFFFFF is padding: all zeros), the matrix as `starts`, `indices`
 * (u32) and `values` (f32, nothing that is as small as a denormal), `marks` (a bit an input, zero between calls) and their
 * `words`, `ranks` (u32 per input, scratch), `active` (receives the count of inputs that are there, then their numbers,
 * ascending) and `target`.
 */
export function packRows(width: TileWidth): Kernel {
  return kernel(
    `packRows.${width}`,
    ['rows', 'starts', 'indices', 'values', 'words', 'marks', 'ranks', 'active', 'target'],
    (body, rows, starts, indices, values, words, marks, ranks, active, target) => {
      const at = body.local('i32');
      const end = body.local('i32');
      const input = body.local('i32');
      const word = body.local('i32');
      const cell = body.local('i32');
      const index = (base: Address, number: Expression<'i32'>) =>
        i32.add(base, i32.shl(number, i32.const(2)));
      const slot = body.local('i32');
      const row = body.local('i32');
      /** Every stored value of the tile: `at` is its place in bytes, `input` its input, `slot` the example's place in bytes. */
      const each = (visit: () => void): void => {
        body.set(slot, i32.const(0));
        body.while(i32.ltU(slot, i32.const(4 * width)), () => {
          body.set(row, i32.load(i32.add(rows, slot)));
          body.if(i32.ne(row, i32.const(-1)), () => {
            body.set(at, i32.shl(i32.load(index(starts, row)), i32.const(2)));
            body.set(end, i32.shl(i32.load(index(starts, row), 4), i32.const(2)));
            body.while(i32.ltU(at, end), () => {
              body.set(input, i32.load(i32.add(indices, at)));
              visit();
              body.advance(at, 4);
            });
          });
          body.advance(slot, 4);
        });
      };
      each(() => {
        body.set(cell, index(marks, i32.shrU(input, i32.const(5))));
        const bit = i32.shl(i32.const(1), i32.and(input, i32.const(31)));
        body.storeI32(cell, i32.or(i32.load(cell), bit));
      });

      const count = body.local('i32', i32.const(0));
      body.set(cell, marks);
      body.set(end, index(marks, words));
      body.set(row, i32.const(0));
      body.while(i32.ltU(cell, end), () => {
        body.set(word, i32.load(cell));
        body.while(word, () => {
          body.set(input, i32.add(row, i32.ctz(word)));
          body.storeI32(index(active, count), input, 4);
          body.storeI32(index(ranks, input), count);
          body.advance(count, 1);
          body.set(word, i32.and(word, i32.sub(word, i32.const(1))));
        });
        body.storeI32(cell, i32.const(0));
        body.advance(cell, 4);
        body.advance(row, 32);
      });
      body.storeI32(active, count);

      body.set(at, target);
      body.set(end, rowAddress(target, count, width));
      body.while(i32.ltU(at, end), () => {
        body.storeV128(at, v128.zero);
        body.advance(at, 16);
      });
      each(() => {
        const to = rowAddress(i32.add(target, slot), i32.load(index(ranks, input)), width);
        body.storeF32(to, f32.load(i32.add(values, at)));
      });
    },
    ({ f32: m, u32 }, rows, starts, indices, values, _words, _marks, ranks, active, target) => {
      const stored = Array.from(u32.subarray(rows / 4, rows / 4 + width), (row) =>
        row === NO_EXAMPLE ? [] : positionsOf(u32, starts, row),
      );
      const inputs = new Set(stored.flat().map((k) => u32[indices / 4 + k]));
      const sorted = [...inputs].sort((a, b) => a - b);
      u32[active / 4] = sorted.length;
      u32.set(sorted, active / 4 + 1);
      for (const [rank, input] of sorted.entries()) u32[ranks / 4 + input] = rank;
      m.fill(0, target / 4, target / 4 + sorted.length * width);
      for (const [b, positions] of stored.entries()) {
        for (const k of positions)
          m[target / 4 + u32[ranks / 4 + u32[indices / 4 + k]] * width + b] = m[values / 4 + k];
      }
    },
  );
}

const positionsOf = (u32: Uint32Array, starts: number, row: number): number[] => {
  const [first, end] = u32.subarray(starts / 4 + row, starts / 4 + row + 2);
  return Array.from({ length: end - first }, (_, k) => first + k);
};
