/** `A[j_k] += w_k · R[i]`: the forward product of a layer whose lists belong to its inputs and that keeps no mirror. */

import { f32, v128 } from '../wasm/index.ts';
import {
  type Arithmetic,
  type IndexWidth,
  type Kernel,
  kernel,
  multiplyAdd,
  rowAddress,
  type TileWidth,
  vectorsOf,
} from './kernel.ts';
import { checkBlocked, emitLists, walk, walkedNames, walkedOf } from './lists.ts';

/**
 * Adds into `target`, which holds the biases (see `fill`); connections in list order.
 *
 * With `active`, only the lists named at the first argument (see `packRows`); `source` has one row for each of them.
 */
export function scatter(choice: {
  readonly width: TileWidth;
  readonly index: IndexWidth;
  readonly arithmetic: Arithmetic;
  readonly active?: boolean;
  /** Of each list only its part in a block. */
  readonly block?: boolean;
}): Kernel {
  const { width, index, arithmetic, active = false, block = false } = choice;
  if (block) checkBlocked(width);
  return kernel(
    `scatter.${width}.${index}.${arithmetic}${active ? '.active' : ''}${block ? '.block' : ''}`,
    [...walkedNames(active), 'start', 'index', 'weight', 'source', 'target'],
    (body, ...given) => {
      const [walked, [start, indices, weight, source, target]] = walkedOf(active, given);
      const madd = multiplyAdd(arithmetic);
      const own = Array.from({ length: vectorsOf(width) }, () => body.local('v128'));
      const scalar = body.local('f32');
      const value = body.local('v128');
      const sums = [0, 1].map(() => body.local('v128'));
      const row = body.local('i32');
      emitLists(body, {
        ...walked,
        ...{
          start,
          index: indices,
          weight,
          other: target,
          width,
          indexWidth: index,
          group: 1,
          ...{ block, skipEmpty: block },
        },
        begin: (list) => {
          body.set(row, rowAddress(source, list, width));
          if (width === 1) body.set(scalar, f32.load(row));
          else for (const [q, r] of own.entries()) body.set(r, v128.load(row, 16 * q));
        },
        connections: ([c]) => {
          if (width === 1) {
            body.storeF32(c.row, f32.add(f32.mul(f32.load(c.weight), scalar), f32.load(c.row)));
            return;
          }
          body.set(value, v128.load32Splat(c.weight));
          // Two at a time: neighbours that nothing stands between can be taken for one vector of 256 bits.
          for (let q = 0; q < own.length; q += 2) {
            const both = own.slice(q, q + 2);
            for (const [k, r] of both.entries()) {
              const at = 16 * (q + k);
              body.set(sums[k], madd(value, r, v128.load(c.row, at)));
            }
            for (const k of [...both.keys()].reverse())
              body.storeV128(c.row, sums[k], 16 * (q + k));
          }
        },
        end: () => {},
      });
    },
    (memory, ...given) => {
      const { f32: m } = memory;
      const [weight, source, target] = given.slice(active ? 3 : 4);
      const visit = (list: number, position: number, other: number): void => {
        const w = m[weight / 4 + position];
        for (let b = 0; b < width; b++) {
          const at = target / 4 + other * width + b;
          m[at] = Math.fround(w * m[source / 4 + list * width + b]) + m[at];
        }
      };
      walk(memory, index, active, given, visit, block);
    },
  );
}
