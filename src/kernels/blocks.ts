/**
 * Where the blocks of every list begin: units of the other side are cut into ranges, and the part of a list whose partners lie in
 * one range is a run of connections, as lists are sorted.
 *
 * A very wide layer reaches for rows at random that no cache holds. Walked block by block, all lists' parts of one before those
 * of the next, it reaches into one range at a time.
 */

import { type Expression, i32 } from '../wasm/index.ts';
import { type IndexWidth, type Kernel, kernel, words } from './kernel.ts';

type I32 = Expression<'i32'>;

/**
 * `bounds[b][list]`, for b = 0 … blocks − 2, the first connection of the list whose partner is `each · (b + 1)` or more.
 *
 * @param index width of the indices
 */
export function listBounds(index: Exclude<IndexWidth, 'none'>): Kernel {
  return kernel(
    `listBounds.${index}`,
    ['lists', 'start', 'index', 'each', 'blocks', 'bounds'],
    (body, lists, start, indices, each, blocks, bounds) => {
      const loaded = (k: I32): I32 =>
        index === 'u16'
          ? i32.load16(i32.add(indices, i32.shl(k, i32.const(1))))
          : i32.load(i32.add(indices, words(k)));
      const list = body.local('i32', i32.const(0));
      const stride = body.local('i32', words(lists));
      const k = body.local('i32');
      const end = body.local('i32');
      const next = body.local('i32');
      const at = body.local('i32');
      const last = body.local('i32');
      const mark = (): void => {
        body.storeI32(at, k);
        body.set(at, i32.add(at, stride));
        body.set(next, i32.add(next, each));
      };
      body.while(i32.ltU(list, lists), () => {
        body.set(k, i32.load(i32.add(start, words(list))));
        body.set(end, i32.load(i32.add(start, words(list)), 4));
        body.set(next, each);
        body.set(at, i32.add(bounds, words(list)));
        body.set(last, i32.add(at, i32.mul(stride, i32.sub(blocks, i32.const(1)))));
        body.while(i32.ltU(k, end), () => {
          body.while(i32.ltU(next, i32.add(loaded(k), i32.const(1))), mark);
          body.advance(k, 1);
        });
        body.while(i32.ltU(at, last), mark);
        body.advance(list, 1);
      });
    },
    ({ u16, u32 }, lists, start, indices, each, blocks, bounds) => {
      const partner = (k: number): number =>
        index === 'u16' ? u16[indices / 2 + k] : u32[indices / 4 + k];
      for (let b = 1; b < blocks; b++)
        for (let list = 0; list < lists; list++) {
          let k = u32[start / 4 + list];
          while (k < u32[start / 4 + list + 1] && partner(k) < b * each) k++;
          u32[bounds / 4 + (b - 1) * lists + list] = k;
        }
    },
  );
}
