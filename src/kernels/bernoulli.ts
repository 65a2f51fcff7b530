/**
 * Draws 0 or 1 with given probabilities, from counter-based random numbers.
 *
 * Four counters give sixteen draws. Number 16·g + 4·w + l of a tile is decided by the upper 24 bits of word w of counter
 * (4·g + l, site, tile, step): 1 where they, as a fraction of 2²⁴, lie below the probability. So 0 is never 1 and 1 always
 * is. The step must be at least 1: streams of numerics draw from blocks whose last counter word is 0.
 */

import { type Body, f32x4, i32, i32x4, v128 } from '../wasm/index.ts';
import { type Kernel, kernel, type V } from './kernel.ts';
import { emitGroups, philox4x32 } from './philox.ts';

/** Numbers that four counters decide; `count` is rounded up to it, and tiles are padded to it. */
const GROUP = 16;
const UNIT = 2 ** -24;

/** What of a number and a uniform draw in [0, 1) decides whether it is 1: prepared before the loop, and its twin. */
export interface Decision {
  readonly emit: (body: Body) => (value: V, uniform: V) => V;
  readonly twin: (value: number, uniform: number) => boolean;
}

/**
 * A kernel that makes each number 0 or 1 by a draw of its own. Arguments: `count` numbers, `cell` with three words {key 0, key
 * 1, step}, `site` and `tile` numbers, where the numbers lie, and `target`, which may be the same.
 */
export const drawKernel = (name: string, numbers: string, { emit, twin }: Decision): Kernel =>
  kernel(
    name,
    ['count', 'cell', 'site', 'tile', numbers, 'target'],
    (body, count, cell, site, tile, source, target) => {
      const single = (value: number): V => body.constant(f32x4.const(value));
      const from = body.local('i32', source);
      const to = body.local('i32', target);
      const end = body.local('i32', i32.add(source, i32.shl(count, i32.const(2))));
      const counter = body.local('v128', i32x4.const(0, 1, 2, 3));
      const fixed = [i32x4.splat(site), i32x4.splat(tile), v128.load32Splat(cell, 8)].map((v) =>
        body.local('v128', v),
      );
      const key = [0, 4].map((offset) => body.local('v128', v128.load32Splat(cell, offset)));
      const decide = emit(body);
      const bytes = 4 * GROUP;
      emitGroups(body, {
        ...{ counter, others: [fixed[0], fixed[1], fixed[2]], key: [key[0], key[1]] },
        more: (groups) => i32.ltU(i32.add(from, i32.const(bytes * (groups - 1))), end),
        each: (words, g) =>
          words.forEach((word, w) => {
            const offset = bytes * g + 16 * w;
            // 24 bits: the conversion from signed integers, which is cheaper, does.
            const uniform = f32x4.mul(f32x4.fromI32(i32x4.shrU(word, i32.const(8))), single(UNIT));
            const one = decide(v128.load(from, offset), uniform);
            body.storeV128(to, v128.and(one, single(1)), offset);
          }),
        advance(groups) {
          for (const cursor of [from, to]) body.advance(cursor, bytes * groups);
        },
      });
    },
    ({ u32, f32: m }, count, cell, site, tile, source, target) => {
      const words = new Uint32Array(4);
      const [key0, key1, step] = u32.subarray(cell / 4, cell / 4 + 3);
      for (let group = 0; GROUP * group < count; group++) {
        for (let lane = 0; lane < 4; lane++) {
          philox4x32(4 * group + lane, site, tile, step, key0, key1, words);
          for (let w = 0; w < 4; w++) {
            const at = GROUP * group + 4 * w + lane;
            m[target / 4 + at] = twin(m[source / 4 + at], (words[w] >>> 8) * UNIT) ? 1 : 0;
          }
        }
      }
    },
  );

/** Numbers are probabilities. */
export const bernoulli: Kernel = drawKernel('bernoulli', 'probabilities', {
  emit: () => (probability, uniform) => f32x4.lt(uniform, probability),
  twin: (probability, uniform) => uniform < probability,
});
