/** `g_k = ⟨R[i], A[j_k]⟩` over the examples of a tile: the weight gradient of every existing connection. */

import { f32, f32x4, v128 } from '../wasm/index.ts';
import {
  type Arithmetic,
  dotTwin,
  type IndexWidth,
  type Kernel,
  kernel,
  type Mode,
  multiplyAdd,
  rowAddress,
  storeDots,
  type TileWidth,
  vectorsOf,
} from './kernel.ts';
import { BLOCK_GROUP, checkBlocked, emitLists, walk, walkedNames, walkedOf } from './lists.ts';

/**
 * Four connections at once share the loads of R[i] and one transposed reduction. See `storeDots` for the order of the sums.
 *
 * With `active`, only the lists named at the first argument (see `packRows`); `own` has one row for each of them.
 */
export function sample(choice: {
  readonly width: TileWidth;
  readonly index: IndexWidth;
  readonly arithmetic: Arithmetic;
  readonly mode: Mode;
  readonly active?: boolean;
  /** Of each list only its part in a block. */
  readonly block?: boolean;
}): Kernel {
  const { width, index, arithmetic, mode, active = false, block = false } = choice;
  if (block) checkBlocked(width);
  return kernel(
    `sample.${width}.${index}.${arithmetic}.${mode}${active ? '.active' : ''}${block ? '.block' : ''}`,
    [...walkedNames(active), 'start', 'index', 'gradient', 'own', 'other'],
    (body, ...given) => {
      const [walked, [start, indices, gradient, own, other]] = walkedOf(active, given);
      const madd = multiplyAdd(arithmetic);
      const vectors = vectorsOf(width);
      const mine = Array.from({ length: vectors }, () => body.local('v128'));
      const scalar = body.local('f32');
      const row = body.local('i32');
      const dots = [0, 1].map(() => Array.from({ length: 4 }, () => body.local('v128')));
      // The gradient lies in the order of the weights: the loop's weight cursor walks it directly.
      emitLists(body, {
        ...walked,
        ...{ start, index: indices, weight: gradient, other, width, indexWidth: index },
        group: block ? BLOCK_GROUP : 4,
        ...{ block, skipEmpty: block },
        begin: (list) => {
          body.set(row, rowAddress(own, list, width));
          if (width === 1) body.set(scalar, f32.load(row));
          else for (const [q, r] of mine.entries()) body.set(r, v128.load(row, 16 * q));
        },
        connections: (group) => {
          if (width === 1) {
            for (const c of group) {
              const product = f32.mul(scalar, f32.load(c.row));
              body.storeF32(
                c.weight,
                mode === 'store' ? product : f32.add(f32.load(c.weight), product),
              );
            }
            return;
          }
          storeDots(body, {
            ...{ vectors, count: group.length, target: group[0].weight, mode, sums: dots },
            visit: (q, sums, fresh) => {
              group.forEach((c, k) => {
                const a = v128.load(c.row, 16 * q);
                body.set(sums[k], fresh ? f32x4.mul(mine[q], a) : madd(mine[q], a, sums[k]));
              });
            },
          });
        },
        end: () => {},
      });
    },
    (memory, ...given) => {
      const { f32: m } = memory;
      const [gradient, own, other] = given.slice(active ? 3 : 4);
      const visit = (list: number, position: number, unit: number): void => {
        const sum = dotTwin(m, own / 4 + list * width, other / 4 + unit * width, width);
        const at = gradient / 4 + position;
        m[at] = mode === 'store' ? sum : m[at] + sum;
      };
      walk(memory, index, active, given, visit, block);
    },
  );
}
