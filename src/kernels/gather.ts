/** `R[i] = bias[i] + Σ_k w_k · A[j_k]`: the forward product of a layer whose lists belong to its outputs. */

import { type Expression, f32, f32x4, i32, shuffle32, v128 } from '../wasm/index.ts';
import {
  type Arithmetic,
  type IndexWidth,
  type Kernel,
  kernel,
  multiplyAdd,
  rowAddress,
  sumPairwise,
  type TileWidth,
  type V,
  vectorsOf,
} from './kernel.ts';
import {
  BLOCK_GROUP,
  type Block,
  blockKey,
  checkBlocked,
  emitLists,
  listLength,
  walkLists,
} from './lists.ts';

/** Accumulators of an example: narrow tiles have too few otherwise to hide the latency of an addition. */
const inFlight = (width: TileWidth): number => (width === 1 ? 4 : width <= 8 ? 2 : 1);

/** Connections that are handled at once. In a wide tile loads are the limit, and the weights of four are one load. */
const groupOf = (width: TileWidth): number => (width === 32 ? 4 : inFlight(width));

export interface GatherChoice {
  readonly width: TileWidth;
  readonly index: IndexWidth;
  readonly arithmetic: Arithmetic;
  /** The sums start from a tile, one number a list and example, at `bias`, which may be the output itself. */
  readonly onto?: boolean;
  /**
   * Of each list only its part in a block: the first block's begins as the whole would, a later one goes on from the outputs.
   * Sums are then carried through memory; of tiles of 32 examples alone, whose sums have one accumulator each.
   */
  readonly block?: Block;
}

/**
 * Connection of rank r within its list goes to accumulator r mod F (F = 4, 2, 1 for widths 1, ≤ 8, ≥ 16), what is left over
 * after the last F to accumulator 0; accumulator 0 starts at the bias, the others at 0; they are added pairwise. An empty
 * list stores its bias.
 */
export function gather({
  width,
  index,
  arithmetic,
  onto: asked = false,
  block,
}: GatherChoice): Kernel {
  if (block !== undefined) checkBlocked(width);
  const onto = asked || block === 'later';
  const flight = inFlight(width);
  return kernel(
    `gather.${width}.${index}.${arithmetic}${asked ? '.onto' : ''}${blockKey(block)}`,
    ['from', 'to', 'start', 'index', 'weight', 'bias', 'input', 'output'],
    (body, from, to, start, indices, weight, bias, input, output) => {
      const vectors = vectorsOf(width);
      const madd = multiplyAdd(arithmetic);
      const biasOf = (list: typeof from) =>
        onto ? rowAddress(bias, list, width) : i32.add(bias, i32.shl(list, i32.const(2)));
      const lists = {
        from,
        to,
        start,
        index: indices,
        weight,
        other: input,
        width,
        indexWidth: index,
        group: block === undefined ? groupOf(width) : BLOCK_GROUP,
        block: block !== undefined,
        skipEmpty: block === 'later',
      };
      if (width === 1) {
        const sums = Array.from({ length: flight }, () => body.local('f32'));
        emitLists(body, {
          ...lists,
          begin: (list) => {
            for (const [k, sum] of sums.entries()) {
              body.set(sum, k === 0 ? f32.load(biasOf(list)) : f32.const(0));
            }
          },
          connections: (group) => {
            for (const [k, c] of group.entries()) {
              body.set(sums[k], f32.add(f32.mul(f32.load(c.weight), f32.load(c.row)), sums[k]));
            }
          },
          end: (list) => {
            const total = sumPairwise<Expression<'f32'>>(sums, f32.add);
            body.storeF32(rowAddress(output, list, width), total);
          },
        });
        return;
      }
      const sums = Array.from({ length: flight }, () =>
        Array.from({ length: vectors }, () => body.local('v128')),
      );
      const value = body.local('v128');
      const four = body.local('v128');
      const first = body.local('i32');
      emitLists(body, {
        ...lists,
        begin: (list) => {
          if (onto) body.set(first, biasOf(list));
          else body.set(value, v128.load32Splat(biasOf(list)));
          sums.forEach((set, k) => {
            for (const [q, sum] of set.entries()) {
              const start = onto ? v128.load(first, 16 * q) : value;
              body.set(sum, k === 0 ? start : v128.zero);
            }
          });
        },
        connections: (group) => {
          const together = group.length === 4;
          if (together) body.set(four, v128.load(group[0].weight));
          group.forEach((connection, k) => {
            const weightOf = together
              ? shuffle32(four, four, [k, k, k, k])
              : v128.load32Splat(connection.weight);
            body.set(value, weightOf);
            for (const [q, sum] of sums[k % flight].entries()) {
              body.set(sum, madd(value, v128.load(connection.row, 16 * q), sum));
            }
          });
        },
        end: (list) => {
          const target = body.local('i32', rowAddress(output, list, width));
          for (let q = 0; q < vectors; q++) {
            const parts = sums.map((set): V => set[q]);
            body.storeV128(target, sumPairwise(parts, f32x4.add), 16 * q);
          }
        },
      });
    },
    (memory, from, to, start, indices, weight, bias, input, output) => {
      const { f32: m } = memory;
      const round = Math.fround;
      const sums = Array.from({ length: flight }, () => new Float32Array(width));
      for (let list = from; list < to; list++) {
        sums.forEach((sum) => {
          sum.fill(0);
        });
        for (let b = 0; b < width; b++) sums[0][b] = m[bias / 4 + (onto ? list * width + b : list)];
        const length = listLength(memory, index, list, start, block !== undefined);
        const visit = (_: number, position: number, other: number, rank: number): void => {
          const sum = sums[rank < length - (length % flight) ? rank % flight : 0];
          const w = m[weight / 4 + position];
          for (let b = 0; b < width; b++)
            sum[b] = round(round(w * m[input / 4 + other * width + b]) + sum[b]);
        };
        walkLists(memory, index, list, list + 1, start, indices, visit, block !== undefined);
        for (let b = 0; b < width; b++) {
          const parts = sums.map((sum) => sum[b]);
          m[output / 4 + list * width + b] = sumPairwise(parts, (x, y) => round(x + y));
        }
      }
    },
  );
}
